"""A manifest: reading it, its data with locations, findings and fixes."""
