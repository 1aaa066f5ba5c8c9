"""Functions with a timer trigger: when they are due, which host fires them, and what it remembers of that."""
