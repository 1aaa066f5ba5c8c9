"""Back this VM up now."""
