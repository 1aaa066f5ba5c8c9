"""Which VMs have no good backup, and why."""
