"""The importer: brings a CSV of betting history in through the public gRPC door."""
