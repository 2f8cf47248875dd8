"""The container engine: where it is, what it runs, and what it leaves behind. Knows nothing of SageMaker."""
