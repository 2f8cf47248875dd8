"""Decides what to do about a name, and what that costs."""
