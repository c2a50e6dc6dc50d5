"""What the gateway's own things are: frozen data and pure rules; the clock is an argument."""
