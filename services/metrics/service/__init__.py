"""The use cases of the metrics service."""
