"""Runs a training job as SageMaker does, and packs its model."""
