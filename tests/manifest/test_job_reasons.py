"""Why a validation job failed, or why the service stopped it."""

from __future__ import annotations

import pytest

from sagemaker_marketplace.manifest import validation_profiles


@pytest.mark.parametrize(
    ("job", "reason"),
    [
        ({"TrainingJobStatus": "Failed", "SecondaryStatus": "Failed", "FailureReason": "AlgorithmError: x"}, True),
        ({"TrainingJobStatus": "Stopped", "SecondaryStatus": "MaxRuntimeExceeded"}, True),
        ({"TrainingJobStatus": "Stopped", "SecondaryStatus": "Interrupted"}, True),
        ({"TrainingJobStatus": "Stopped", "SecondaryStatus": "Stopped"}, False),
        ({"TrainingJobStatus": "InProgress", "SecondaryStatus": "Interrupted"}, False),
        ({"TrainingJobStatus": "Completed", "SecondaryStatus": "Completed"}, False),
        ({"TrainingJobStatus": "Stopped"}, False),
    ],
)
def test_the_reason_of_a_training_job(job: dict[str, str], reason: bool) -> None:
    expected = job.get("FailureReason", job.get("SecondaryStatus")) if reason else ""
    assert validation_profiles.reason("training", job) == expected


def test_a_transform_job_has_no_secondary_status() -> None:
    job = {"TransformJobStatus": "Failed", "FailureReason": "ClientError: x"}
    assert validation_profiles.reason("transform", job) == "ClientError: x"
    assert validation_profiles.reason("transform", {"TransformJobStatus": "Stopped"}) == ""
