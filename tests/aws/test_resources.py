"""Calls about resources and jobs: what does not exist, what is refused, and responses that are not from SageMaker."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import boto3
import pytest
from botocore.config import Config
from tests.pipeline.endpoint import Answer, refusing_endpoint
from tests.watch.follower_harness import specification

from sagemaker_marketplace import plugins
from sagemaker_marketplace.aws import errors
from sagemaker_marketplace.aws.errors import AccessDenied, NameConflict, NoResponse, RequestRefused
from sagemaker_marketplace.aws.jobs import Jobs
from sagemaker_marketplace.aws.sagemaker import Resources

KINDS = pytest.mark.parametrize("kind", plugins.kinds().values(), ids=lambda kind: kind.KIND)
ARN = "arn:aws:sagemaker:us-east-1:123456789012:model-package/one"
MISSING: Answer = (400, "ValidationException", "It does not exist.")
DENIED: Answer = (400, "AccessDeniedException", "no")
CONFLICT: Answer = (400, "ConflictException", "It is used.")
REFUSED: Answer = (400, "ValidationException", "Cannot delete it in InProgress status")
PROXY: Answer = (200, "", "a proxy's own page")


@pytest.fixture
def connect() -> Iterator[Callable[[Answer], Any]]:
    """Return a function that returns a client of an endpoint with one answer to every call."""
    with ExitStack() as stack:

        def client(answer: Answer) -> Any:
            url = stack.enter_context(refusing_endpoint(answer, answer))
            session = boto3.Session("AKIATEST", "secret", region_name="us-east-1")
            return session.client("sagemaker", endpoint_url=url, config=Config(retries={"total_max_attempts": 1}))

        yield client


@pytest.fixture
def resources(connect: Callable[[Answer], Any]) -> Callable[[Answer], Resources]:
    """Return a function that returns resources with one answer to every call."""

    def make(answer: Answer) -> Resources:
        client = connect(answer)
        return Resources(client, lambda: client)

    return make


@pytest.fixture
def jobs(connect: Callable[[Answer], Any]) -> Callable[[Answer], Jobs]:
    """Return a function that returns jobs with one answer to every call."""
    return lambda answer: Jobs(connect(answer))


def request(kind: Any) -> dict[str, Any]:
    """A valid create request."""
    return {kind.NAME: "one", **specification(kind.KIND)}


@KINDS
def test_what_does_not_exist(resources: Callable[[Answer], Resources], kind: Any) -> None:
    missing = resources(MISSING)
    assert missing.describe(kind, "one") is None
    assert missing.all_tags(ARN) == {}
    assert missing.tags(ARN) == []
    missing.delete(kind, "one")


@KINDS
def test_a_create_call_names_something_that_does_not_exist(resources: Callable[[Answer], Resources], kind: Any) -> None:
    with pytest.raises(RequestRefused) as caught:
        resources(MISSING).create(kind, request(kind))
    assert caught.value.message == f"AWS refused {kind.OPERATION}: It does not exist."
    assert (caught.value.service_message, caught.value.hint) == ("It does not exist.", errors.FIX_MANIFEST)


@KINDS
@pytest.mark.parametrize("answer", [CONFLICT, REFUSED], ids=["conflict", "refused"])
def test_a_refused_delete_call(resources: Callable[[Answer], Resources], kind: Any, answer: Answer) -> None:
    with pytest.raises(RequestRefused) as caught:
        resources(answer).delete(kind, "one")
    assert (caught.value.service_message, caught.value.hint) == (answer[2], "retry later")
    assert caught.value.message.startswith(f"AWS refused Delete{kind.KIND}: ")


@KINDS
def test_a_denied_delete_call(resources: Callable[[Answer], Resources], kind: Any) -> None:
    with pytest.raises(AccessDenied) as caught:
        resources(DENIED).delete(kind, "one")
    assert caught.value.action == f"sagemaker:Delete{kind.KIND}"


@KINDS
def test_a_name_that_is_in_use(resources: Callable[[Answer], Resources], kind: Any) -> None:
    with pytest.raises(NameConflict, match="It is used"):
        resources(CONFLICT).create(kind, request(kind))


def test_tags_that_are_not_shown(resources: Callable[[Answer], Resources]) -> None:
    denied = resources(DENIED)
    assert denied.tags(ARN) is None
    with pytest.raises(AccessDenied):
        denied.all_tags(ARN)


@KINDS
def test_responses_of_a_proxy_about_resources(resources: Callable[[Answer], Resources], kind: Any) -> None:
    proxy = resources(PROXY)
    with pytest.raises(NoResponse, match=f"Describe{kind.KIND}: a response without {kind.ARN}"):
        proxy.describe(kind, "one")
    with pytest.raises(NoResponse, match=f"{kind.OPERATION}: a response without {kind.ARN}"):
        proxy.create(kind, request(kind))


USES = pytest.mark.parametrize("use", ["training", "transform"])


@USES
def test_jobs_that_do_not_exist(jobs: Callable[[Answer], Jobs], use: str) -> None:
    missing = jobs(MISSING)
    assert missing.describe(use, "job") is None
    missing.stop(use, "job")


@pytest.mark.parametrize("answer", [MISSING, DENIED, PROXY], ids=["missing", "denied", "without containers"])
def test_a_model_without_sources(jobs: Callable[[Answer], Jobs], answer: Answer) -> None:
    assert jobs(answer).model_sources("model") == set()


@USES
def test_refused_calls_about_jobs(jobs: Callable[[Answer], Jobs], use: str) -> None:
    denied = jobs(DENIED)
    with pytest.raises(AccessDenied):
        denied.describe(use, "job")
    with pytest.raises(AccessDenied):
        denied.stop(use, "job")


@USES
def test_responses_of_a_proxy_about_jobs(jobs: Callable[[Answer], Jobs], use: str) -> None:
    proxy = jobs(PROXY)
    with pytest.raises(NoResponse, match=f"Describe{use.title()}Job: a response without {use.title()}JobStatus"):
        proxy.describe(use, "job")
    with pytest.raises(NoResponse, match=f"List{use.title()}Jobs: a response without {use.title()}JobSummaries"):
        proxy.begun(use, 0.0)
