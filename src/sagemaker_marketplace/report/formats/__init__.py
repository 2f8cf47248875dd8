"""Functions from a stream of events to text, one module each; found by walking, never listed."""
