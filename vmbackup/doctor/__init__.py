"""What keeps the app from working, found one by one, with what it means and how to mend it."""
