"""All SQL of the metrics service."""
