"""The one tenant of simulated Entra ID."""

TENANT = "11111111-1111-1111-1111-111111111111"
