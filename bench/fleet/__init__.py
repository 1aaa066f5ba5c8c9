"""A thousand VMs, one backup each: our app, Microsoft's SDK and what `az` does, on the same simulated Azure."""
