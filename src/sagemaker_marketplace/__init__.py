"""Check, create and watch SageMaker resources for AWS Marketplace."""

__version__ = "0.1.0"
