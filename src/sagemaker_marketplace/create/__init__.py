"""Creates a resource: one request, sent once; the validation role; what a cancelled run cleans up."""
