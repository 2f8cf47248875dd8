"""Rehearses the real-time endpoint that buyers can create from a product."""
