"""One module per kind of resource: its request, its description, its states."""
