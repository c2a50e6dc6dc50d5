"""Use cases of the audit service: record, find, sign, watch, verify."""
