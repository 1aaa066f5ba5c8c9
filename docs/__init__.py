"""What people and programs read about the app."""
