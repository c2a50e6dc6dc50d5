"""The use cases and every decision; no protobuf, no gRPC, no commit."""
