"""What AWS reports of a training job: its FailureReason, and what it writes to the job's log besides the program."""

from __future__ import annotations

from ..training_observations import TrainingObservations

# A job that is stopped has no FailureReason, but this SecondaryStatus (service model, DescribeTrainingJob).
_STOPPED = "MaxRuntimeExceeded"
# The shell's exit codes, which a job has whose program can't be started (aws/amazon-sagemaker-examples#969: 127).
_NOT_FOUND, _NOT_EXECUTABLE = 127, 126
# What SageMaker shows of /opt/ml/output/failure (developer guide, your-algorithms-training-algo-output).
MAX_FAILURE = 1024


def service_words(observations: TrainingObservations) -> str:
    """Return the FailureReason of the job, or the SecondaryStatus of one that is stopped; empty if it completes.

    The reason has the exit code, and before it what the program wrote to /opt/ml/output/failure (seen:
    aws-samples/amazon-sagemaker-ml-pipeline-deploy-with-terraform#12 without that file; older jobs have `Exit Code: 1`,
    aws/amazon-sagemaker-examples#372). A job whose program waits for a FIFO ends with MaxRuntimeInSeconds, too.
    """
    if observations.has_succeeded:
        return ""
    if observations.is_out_of_time or observations.waited_for_pipes:
        return _STOPPED
    failure = " ".join((observations.failure or "")[:MAX_FAILURE].split())
    return f"AlgorithmError: {failure}, exit code: {_exit_code(observations)}"


def job_log(observations: TrainingObservations) -> list[str]:
    """Return the lines that the job's log has besides those of the program: why it could not be started.

    It is the engine's own message (seen: aws/amazon-sagemaker-examples#739).
    """
    return [observations.start_error] if observations.start_error else []


def _exit_code(observations: TrainingObservations) -> int:
    if observations.end and not observations.start_error:
        return observations.end.exit_code
    denied = "permission denied" in observations.start_error.lower()
    return _NOT_EXECUTABLE if denied else _NOT_FOUND
