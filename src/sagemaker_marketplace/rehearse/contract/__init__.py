"""SageMaker's contract with the container, as pure functions with their sources: requests, records, FailureReason."""
