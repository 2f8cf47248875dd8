"""The digests of the images that are rehearsed before the create call, and whether the tags still name them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from typing import Any, cast

import pytest
from tests.preflight.conftest import parsed
from tests.preflight.connections import connected_to
from tests.rehearse.training_manifest import IRIS, algorithm

from sagemaker_marketplace.aws.credentials.hints import GITHUB
from sagemaker_marketplace.aws.queries import Clients, Queries
from sagemaker_marketplace.aws.session import Account
from sagemaker_marketplace.context import Clock, Context, Workspace
from sagemaker_marketplace.create.digests import ImageMoved, check_tags, digests_of
from sagemaker_marketplace.facts.facts import Facts
from sagemaker_marketplace.manifest.findings import AWS_REFUSED, USAGE, VALIDATION_FAILED, Failure
from sagemaker_marketplace.plan.lookup import PlannedResource
from sagemaker_marketplace.rehearse.pinned_images import rehearsed_images
from sagemaker_marketplace.sandbox.server import running

DIGEST = f"sha256:{'1' * 64}"
DENIAL = f"missing permission ecr:DescribeImages, needed for the digest of {IRIS}:1.0"
GRANT = "add ecr:DescribeImages to the caller's IAM policy; sagemaker-marketplace iam-policy prints the policy"


@contextmanager
def ecr(scenario: str) -> Iterator[Queries]:
    """The account of a scenario."""
    with running(scenario) as sandbox, connected_to(sandbox) as connect:
        yield Queries(Clients(connect), "us-east-1", "2026-01-01", Facts(today="2026-01-01"))


def test_a_digest_of_the_manifest_needs_no_call() -> None:
    document = parsed(algorithm(training_image=f"{IRIS}:1.0@{DIGEST}", image=f"{IRIS}@{DIGEST}"))
    uris = rehearsed_images(document)
    assert uris == [f"{IRIS}:1.0@{DIGEST}", f"{IRIS}@{DIGEST}"]
    account = Queries(Clients(lambda *_: pytest.fail("AWS is asked")), "us-east-1", "2026-01-01", Facts())
    assert digests_of(document, uris, account) == dict.fromkeys(uris, f"{IRIS}@{DIGEST}")


def test_the_digest_of_a_tag_is_that_in_ecr() -> None:
    document = parsed(algorithm(image=f"{IRIS}-serve:2.0"))
    with ecr("success") as account:
        found = digests_of(document, rehearsed_images(document), account)
        described = [
            account.query((), "ecr", "DescribeImages", {"repositoryName": name, "imageIds": [{"imageTag": tag}]})
            for name, tag in (("iris", "1.0"), ("iris-serve", "2.0"))
        ]
    digests = [each["imageDetails"][0]["imageDigest"] for each in described]
    assert found == {f"{IRIS}:1.0": f"{IRIS}@{digests[0]}", f"{IRIS}-serve:2.0": f"{IRIS}-serve@{digests[1]}"}


@pytest.mark.parametrize(
    ("scenario", "image", "message", "code", "hint"),
    [
        ("image-not-pushed", f"{IRIS}:1.0", f"image not found in ECR: {IRIS}:1.0", AWS_REFUSED, "push it first"),
        ("caller-without-permissions", f"{IRIS}:1.0", DENIAL, AWS_REFUSED, GRANT),
        ("success", "iris:dev", "image not in Amazon ECR: iris:dev", USAGE, "push it to ECR, which knows its digest"),
    ],
)
def test_a_digest_that_can_not_be_found_out(scenario: str, image: str, message: str, code: int, hint: str) -> None:
    document = parsed(algorithm(training_image=image, image=image))
    with ecr(scenario) as account, pytest.raises(Failure) as raised:
        digests_of(document, [image], account)
    assert (raised.value.message, raised.value.exit_code, raised.value.hint) == (message, code, hint)


def test_a_registry_that_does_not_answer() -> None:
    document = parsed(algorithm())
    with ecr("success") as account:
        pass
    with pytest.raises(Failure) as raised:
        digests_of(document, [f"{IRIS}:1.0"], account)
    assert raised.value.message.startswith("could not reach AWS: DescribeImages: Could not connect to the endpoint")
    assert (raised.value.exit_code, raised.value.hint) == (AWS_REFUSED, "check network and Region, then retry")


@pytest.mark.parametrize("is_moved", [False, True])
def test_tags_are_compared_with_what_was_rehearsed(monkeypatch: pytest.MonkeyPatch, is_moved: bool) -> None:
    document, unused = parsed(algorithm()), cast(Any, None)
    with running("success") as sandbox:
        for name, value in sandbox.environment.items():
            monkeypatch.setenv(name, value)
        context = Context(lambda _role: Account("tests", host=GITHUB), Clock(), Workspace(".", bound=True))
        account = context.account().queries("us-east-1", "2026-01-01", Facts())
        resource = PlannedResource(document, unused, unused, unused, None, unused, account)
        check_tags(resource, context)
        tags = digests_of(document, [f"{IRIS}:1.0"], account)
        now = tags[f"{IRIS}:1.0"].partition("@")[2]
        resource = replace(resource, rehearsed_tags={f"{IRIS}:1.0": f"{IRIS}@{DIGEST}"} if is_moved else tags)
        with pytest.raises(ImageMoved) if is_moved else nullcontext() as raised:
            check_tags(resource, context)
    if raised:
        assert (raised.value.message, raised.value.exit_code, raised.value.hint) == (
            f"{IRIS}:1.0 moved after the rehearsal: from {DIGEST} to {now}",
            VALIDATION_FAILED,
            "run create again to rehearse the new image, or set pin-image to create what was rehearsed",
        )
