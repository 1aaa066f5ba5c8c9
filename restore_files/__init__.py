"""Let me mount this recovery point; and the end of that."""
