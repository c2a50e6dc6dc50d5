"""The demo company: two brands with players who registered, paid and played up to a moment ago."""
