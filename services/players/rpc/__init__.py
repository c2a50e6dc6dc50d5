"""One method per RPC: convert in, open a unit of work, call the service, convert out."""
