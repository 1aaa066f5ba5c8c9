"""How the state looks over HTTP: one routing table, one module of handlers and JSON forms per topic."""
