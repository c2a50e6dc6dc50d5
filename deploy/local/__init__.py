"""The local launcher: the whole suite on one machine with embedded Postgres and NATS."""
