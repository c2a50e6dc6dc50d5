"""Who calls, what they may do, and the signed tokens that say so."""
