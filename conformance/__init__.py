"""Microsoft's own clients against the simulator: what `make conformance` runs."""
