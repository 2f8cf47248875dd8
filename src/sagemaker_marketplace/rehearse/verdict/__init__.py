"""What the observations mean: whether the job would fail, by which facts, and what to report besides."""
