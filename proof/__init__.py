"""Breaks the system on purpose, to show what holds."""
