"""Check, create and watch SageMaker resources for AWS Marketplace."""

__version__ = "1.0.0"
