"""Writes a manifest to start from, or converts a request into one."""
