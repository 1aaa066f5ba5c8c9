"""Back up the VMs that a vault protects, spread over a window."""
