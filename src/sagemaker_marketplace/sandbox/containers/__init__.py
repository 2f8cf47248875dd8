"""Validation jobs that are real: the rehearsal's code runs them in containers of the local engine."""
