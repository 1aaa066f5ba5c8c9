"""Look once at a long operation; say what happens next."""
