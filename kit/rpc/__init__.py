"""gRPC as every service speaks it: the server with its ordered stages, status mapping, and clients."""
