"""Kills the Functions host at every call that it makes to the outside, in every flow, and looks what became of it."""
