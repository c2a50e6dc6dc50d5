"""All SQL of this service; returns domain objects."""
