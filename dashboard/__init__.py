"""What runs, what has ended, and how well each VM is backed up: at a glance."""
