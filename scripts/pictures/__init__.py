"""Pictures of what a user sees, made from real runs in the sandbox (`make pictures`)."""
