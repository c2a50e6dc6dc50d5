"""What the gateway does and every decision it takes; no protobuf, no HTTP, no commit."""
