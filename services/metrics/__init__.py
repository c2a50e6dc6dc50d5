"""The metrics service: rollups that count each activity exactly once, and the figures drawn from them."""
