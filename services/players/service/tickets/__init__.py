"""Support tickets: opened, worked on, merged, tied, listed, closed; and how an operator wants that done."""
