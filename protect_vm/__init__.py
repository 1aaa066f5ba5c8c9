"""Put this VM under this policy."""
