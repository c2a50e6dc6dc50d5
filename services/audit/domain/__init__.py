"""The rules of the log: hashing, formats, order and verification. Pure; no clock, no database, no wire."""
