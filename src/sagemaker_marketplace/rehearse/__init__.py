"""Runs the jobs of AWS's validation locally, with the seller's own container, by SageMaker's container contract."""
