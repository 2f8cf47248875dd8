"""Naming: what a resource is called, which nothing can change afterwards."""
