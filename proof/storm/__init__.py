"""Two hundred requests through bad weather, and nothing lost, nothing done twice."""
