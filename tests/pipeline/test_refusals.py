"""Exit codes and messages when AWS, the network or the settings refuse a run."""

from __future__ import annotations

import socket
from collections.abc import Callable

import pytest
from tests.pipeline.endpoint import NOT_FOUND, Answer, refusing_endpoint
from tests.pipeline.harness import Harness, Outcome, SingleAttemptAccount

from sagemaker_marketplace.aws import errors
from sagemaker_marketplace.diagnosis import causes
from sagemaker_marketplace.manifest.findings import Failure
from sagemaker_marketplace.settings import settings, triggers

CREDENTIALS = "provide credentials, for example with aws-actions/configure-aws-credentials or environment variables"
IMAGE = "10: spec.InferenceSpecification.Containers[0].Image"
ROLE = "27: spec.ValidationSpecification.ValidationRole"
INSTANCE_TYPE = (
    "45: spec.ValidationSpecification.ValidationProfiles[0].TransformJobDefinition.TransformResources.InstanceType"
)
CAUSES = {cause.id: cause for cause in causes.all_causes()}


def explained(cause: str, location: str, message: str) -> str:
    """The labeled lines of a cause."""
    known = CAUSES[cause]
    where = f"Where: m.yaml:{location}\nEvidence: CreateModelPackage: {message}"
    return f"Cause: {known.cause}\nFix: {known.fix}\n{where}"


@pytest.fixture
def refused(harness: Harness) -> Callable[..., Outcome]:
    """A function that runs a command against an endpoint with these responses."""

    def run(describe: Answer, create: Answer = NOT_FOUND, command: str = "create") -> Outcome:
        harness.serve("success")
        with refusing_endpoint(describe, create) as url:
            harness.sandbox = None
            harness.patch.setenv("AWS_ENDPOINT_URL", url)
            return harness.run(harness.manifest("ModelPackage", "churn"), command=command, account=SingleAttemptAccount)

    return run


def failures(outcome: Outcome) -> list[str]:
    return [line for line in outcome.event_lines if line.startswith("failed")]


def test_no_credentials(harness: Harness) -> None:
    harness.serve("success")
    harness.sandbox = None
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        harness.patch.delenv(name)
    outcome = harness.run(harness.manifest("ModelPackage", "churn"))
    assert failures(outcome) == [
        f"failed 3: no AWS credentials found (needed for sagemaker:DescribeModelPackage) | {CREDENTIALS}"
    ]
    assert outcome.exit_code == 3


def test_half_of_the_credentials(harness: Harness) -> None:
    harness.serve("success")
    harness.sandbox = None
    harness.patch.delenv("AWS_SECRET_ACCESS_KEY")
    outcome = harness.run(harness.manifest("ModelPackage", "churn"))
    assert failures(outcome) == [
        "failed 3: could not load AWS credentials: Partial credentials found in env, missing: AWS_SECRET_ACCESS_KEY | "
        "set AWS_SECRET_ACCESS_KEY, too"
    ]
    assert outcome.exit_code == 3


def test_an_endpoint_without_a_server(harness: Harness) -> None:
    harness.serve("success")
    harness.sandbox = None
    with socket.socket() as bound:  # bound, so that no other process gets the port, but not listening
        bound.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{bound.getsockname()[1]}"
        harness.patch.setenv("AWS_ENDPOINT_URL", url)
        outcome = harness.run(harness.manifest("ModelPackage", "churn"), account=SingleAttemptAccount)
    assert failures(outcome) == [
        f'failed 3: could not reach AWS: DescribeModelPackage: Could not connect to the endpoint URL: "{url}/" | '
        "check network and Region, then retry"
    ]
    assert outcome.exit_code == 3


def test_an_endpoint_that_is_not_a_url(harness: Harness) -> None:
    harness.serve("success")
    harness.sandbox = None
    harness.patch.setenv("AWS_ENDPOINT_URL", "nowhere")
    outcome = harness.run(harness.manifest("ModelPackage", "churn"))
    assert failures(outcome) == ["failed 2: invalid endpoint: nowhere | fix AWS_ENDPOINT_URL, or unset it"]
    assert outcome.exit_code == 2


@pytest.mark.parametrize(
    ("answer", "code", "expected"),
    [
        (
            (400, "UnrecognizedClientException", "The security token included in the request is invalid."),
            3,
            "AWS rejected the credentials (UnrecognizedClientException) | " + CREDENTIALS,
        ),
        (
            (400, "ExpiredTokenException", "The security token included in the request is expired"),
            3,
            f"the AWS credentials have expired | {errors.REFRESH_CREDENTIALS}",
        ),
        (
            (400, "AccessDeniedException", "User: seller is not authorized"),
            3,
            "access denied: DescribeModelPackage: User: seller is not authorized | "
            "add sagemaker:DescribeModelPackage to the caller's IAM policy",
        ),
        (
            (400, "ThrottlingException", "Rate exceeded"),
            3,
            "AWS throttled the request: DescribeModelPackage: ThrottlingException | retry later",
        ),
        (
            (503, "ServiceUnavailable", "Try again"),
            3,
            "could not reach AWS: DescribeModelPackage: ServiceUnavailable | check network and Region, then retry",
        ),
        (
            (200, "", "a proxy's own page"),
            3,
            "could not reach AWS: DescribeModelPackage: a response without ModelPackageArn | "
            "check network and Region, then retry",
        ),
    ],
)
def test_the_first_describe_call_is_refused(
    refused: Callable[..., Outcome], answer: Answer, code: int, expected: str
) -> None:
    outcome = refused(answer)
    assert failures(outcome) == [f"failed {code}: {expected}"]
    assert outcome.exit_code == code


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (
            (400, "ResourceLimitExceeded", "The account-level service limit is 0"),
            "AWS refused CreateModelPackage: ResourceLimitExceeded: The account-level service limit is 0 | "
            + explained("quota-exceeded", INSTANCE_TYPE, "The account-level service limit is 0"),
        ),
        (
            (400, "ValidationException", "Could not find model data at s3://bucket/model.tar.gz."),
            "AWS refused CreateModelPackage: Could not find model data at s3://bucket/model.tar.gz. | "
            + explained("model-data-access", ROLE, "Could not find model data at s3://bucket/model.tar.gz."),
        ),
        (
            (400, "ValidationException", "Unsupported manifest media type"),
            "AWS refused CreateModelPackage: ValidationException: Unsupported manifest media type | "
            + explained("image-manifest-type", IMAGE, "Unsupported manifest media type"),
        ),
        (
            (403, "AccessDeniedException", "User: seller is not authorized"),
            "access denied: CreateModelPackage: User: seller is not authorized | "
            "add sagemaker:CreateModelPackage to the caller's IAM policy",
        ),
        (
            (400, "ThrottlingException", "Rate exceeded"),
            "AWS throttled the request: CreateModelPackage: ThrottlingException | retry later",
        ),
    ],
)
def test_the_create_call_is_refused(refused: Callable[..., Outcome], answer: Answer, expected: str) -> None:
    outcome = refused(NOT_FOUND, answer)
    assert failures(outcome) == [f"failed 3: {expected}"]
    assert outcome.exit_code == 3


def test_a_plan_without_an_answer_fails(refused: Callable[..., Outcome]) -> None:
    assert refused((503, "ServiceUnavailable", "Try again"), command="plan").exit_code == 3


@pytest.mark.parametrize("event", ["pull_request", "pull_request_target", "pull_request_review"])
def test_a_pull_request_creates_nothing(event: str) -> None:
    chosen = settings.Settings(command="create")
    with pytest.raises(Failure) as refusal:
        triggers.refuse_changes(chosen, event)
    assert (refusal.value.message, refusal.value.exit_code) == (f"create is not allowed on the event {event}", 2)
    assert refusal.value.hint == (
        "the author of a pull request would decide what is created in your account\n"
        "use push, release, workflow_dispatch, repository_dispatch or schedule, or set allow-untrusted-trigger\n"
        "to true if you trust everyone who can cause it"
    )
