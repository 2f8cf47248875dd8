"""Checks that ask the account, one module each; found by walking, never listed."""
