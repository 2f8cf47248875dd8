"""Runs one transform job: drives the container through its requests, and notes what can be observed."""
