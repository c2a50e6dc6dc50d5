"""The JSON of the HTTP API: what requests must look like and what answers do look like."""
