"""Feeds every reader of outside input what nobody would send, and holds what comes out against the rules."""
