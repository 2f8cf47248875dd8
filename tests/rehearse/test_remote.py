"""What a rehearsal can't read from AWS: the message, what to set instead, and the line of the manifest."""

from __future__ import annotations

import pytest
from tests.rehearse.test_channels import no_account
from tests.rehearse.training_manifest import training_sources

from sagemaker_marketplace.aws.access_denied import Denial
from sagemaker_marketplace.aws.errors import MISSING, CredentialsError
from sagemaker_marketplace.aws.queries import NoAnswer, PermissionMissing
from sagemaker_marketplace.manifest.findings import AWS_REFUSED, USAGE, Failure, Location

TRAINING = ("rehearsal", "training", "input", "training")
S3_URI = (
    *("spec", "ValidationSpecification", "ValidationProfiles", 0, "TrainingJobDefinition", "InputDataConfig", 0),
    *("DataSource", "S3DataSource", "S3Uri"),
)
CHANNELS = "the channel training (s3://acme/train/), the channel validation (s3://acme/validation/)"


@pytest.mark.parametrize(
    ("error", "field", "expected"),
    [
        (
            CredentialsError("AWS profile a is not complete", "complete it", MISSING),
            TRAINING,
            (
                f"no AWS credentials found, needed for {CHANNELS} and the input s3://acme/input/",
                "set rehearsal.training.input.training, rehearsal.training.input.validation and rehearsal.input to "
                "rehearse without credentials; or complete it",
                USAGE,
                0,
            ),
        ),
        (
            CredentialsError("the AWS credentials have expired", "renew them", "expired"),
            ("rehearsal", "input"),
            (
                "the AWS credentials have expired, needed for the input s3://acme/input/",
                "set rehearsal.input to rehearse without credentials; or renew them",
                AWS_REFUSED,
                0,
            ),
        ),
        (
            PermissionMissing((), Denial("s3:ListBucket"), {}),
            TRAINING,
            (
                "missing permission s3:ListBucket",
                "add s3:ListBucket to the caller's IAM policy; sagemaker-marketplace iam-policy prints the policy; or "
                "set rehearsal.training.input.training",
                AWS_REFUSED,
                20,
            ),
        ),
        (
            NoAnswer((), "ListObjectsV2: 500"),
            TRAINING,
            ("could not reach AWS: ListObjectsV2: 500", "check network and Region, then retry", AWS_REFUSED, 20),
        ),
        (Failure("no objects", AWS_REFUSED, "upload them"), TRAINING, ("no objects", "upload them", AWS_REFUSED, 20)),
        (
            Failure("no objects", AWS_REFUSED, "upload them", Location("m.yaml", 3, 1)),
            TRAINING,
            ("no objects", "upload them", AWS_REFUSED, 3),
        ),
    ],
)
def test_what_can_not_be_read_from_aws(
    error: Exception, field: tuple[str, ...], expected: tuple[str, str, int, int]
) -> None:
    remote = training_sources(no_account(), "{image: a}").remote
    with pytest.raises(Failure) as raised, remote.failures(field, S3_URI):
        raise error
    failure = raised.value
    line = failure.location.line if failure.location else 0
    assert (failure.message, failure.hint, failure.exit_code, line) == expected
    # The hint is final: nothing replaces it by a general one.
    assert getattr(failure, "problem", "") == ""
