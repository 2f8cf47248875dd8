"""Checks a manifest offline: what reading, the schema and the rules find, and fixes for it."""
