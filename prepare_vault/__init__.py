"""Create or connect this vault, with this policy."""
