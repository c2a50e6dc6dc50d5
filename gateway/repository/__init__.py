"""All SQL of the gateway; functions take a connection and give domain objects."""
