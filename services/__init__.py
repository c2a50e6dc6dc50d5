"""The services; each owns its data and knows nothing of the others."""
