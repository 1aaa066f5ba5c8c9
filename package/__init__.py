"""What is deployed, as Azure takes it: `python -m package`."""
