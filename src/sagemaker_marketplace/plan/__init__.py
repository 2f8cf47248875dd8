"""Decides what to do with a resource name and what that will cost."""
