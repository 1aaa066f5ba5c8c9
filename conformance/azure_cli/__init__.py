"""What az is asked, story by story."""
