"""Checks everything that a manifest names against the account."""
