"""Between protobuf and the domain, pure."""
