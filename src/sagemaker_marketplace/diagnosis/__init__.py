"""Why AWS refused a request or failed a validation."""
