"""Credentials of a role that a GitHub job assumes with its OIDC token."""
