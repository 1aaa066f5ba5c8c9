"""What the app must be allowed in Azure: measured by running every flow, and written as roles."""
