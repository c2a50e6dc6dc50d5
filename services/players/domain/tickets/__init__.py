"""Support tickets: what one is, how it moves, and its clocks in the operator's business time."""
