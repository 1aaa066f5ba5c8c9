"""What Azure knows and the rules by which it changes. Knows no HTTP."""
