"""The schema of the metrics database, step by step."""
