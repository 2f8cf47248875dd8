"""One module a kind of resource: its request, its answers, its states."""
