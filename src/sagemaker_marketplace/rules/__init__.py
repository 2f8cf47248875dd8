"""One module a rule, in a folder a family; found by walking, never listed."""
