"""The pages of docs/troubleshooting: known messages, their causes and fixes (`make docs`)."""
