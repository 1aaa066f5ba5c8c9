"""What every operation shares: messages, the ARM client, and what Azure's answers mean."""
