"""Between protobuf and domain, both ways, pure."""
