"""Follows a validation until it ends: statuses, jobs, logs."""
