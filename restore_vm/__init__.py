"""Give me disks, or a VM, from this recovery point."""
