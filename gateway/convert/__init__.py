"""Domain objects and protobuf messages as JSON models; pure."""
