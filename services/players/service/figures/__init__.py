"""What figures need of players beside announced activity."""
