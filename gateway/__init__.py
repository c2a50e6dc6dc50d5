"""The backoffice's HTTP API, and the home of companies, operators, staff, roles and keys."""
