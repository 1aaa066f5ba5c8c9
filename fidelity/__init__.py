"""How true the simulator is to Azure: recorded traffic replayed against it, and its answers held against OpenAPI."""
