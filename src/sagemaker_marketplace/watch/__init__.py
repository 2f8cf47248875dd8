"""Watches a validation until it ends: its statuses, jobs and logs."""
