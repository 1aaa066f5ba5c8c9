"""From 10 to 100,000 VMs, one backup each: the app's real steps on a virtual clock, with Azure in memory."""
