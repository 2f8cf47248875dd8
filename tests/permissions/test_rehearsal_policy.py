"""The policy for rehearse: what the rehearsal block of the manifest does not replace, and no more."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.permissions.conftest import EXAMPLES, MANIFESTS, SandboxUser, read
from tests.permissions.policies import actions, lines, manifest, required_actions, without
from tests.permissions.test_caller import DATA, IMAGES

from sagemaker_marketplace import permissions
from sagemaker_marketplace.aws import ecr
from sagemaker_marketplace.context import Workspace
from sagemaker_marketplace.facts.facts import Facts
from sagemaker_marketplace.manifest import fields, rehearsal
from sagemaker_marketplace.manifest.findings import Failure
from sagemaker_marketplace.rehearse.job import transform_jobs
from sagemaker_marketplace.rehearse.sources.sources import Sources

# The calls that the engine makes with the login.
PULL = ("ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer")
REHEARSE = [
    "Account: ecr:GetAuthorizationToken",
    "  *",
    "Images: ecr:BatchGetImage, ecr:DescribeImages, ecr:GetDownloadUrlForLayer",
    IMAGES[1],
]


def test_rehearse() -> None:
    assert lines(permissions.caller([read(MANIFESTS[0])], "rehearse")) == [*REHEARSE, *DATA]


def test_rehearse_an_algorithm_whose_model_is_trained() -> None:
    assert lines(permissions.caller([read(MANIFESTS[1])], "rehearse")) == [
        *REHEARSE[:3],
        "  arn:aws:ecr:us-east-2:123456789012:repository/demand-forest-serve",
        "Objects: s3:GetObject",
        "  arn:aws:s3:::example-sagemaker-us-east-2/demand-forest/validation/input/*",
        "Buckets: s3:ListBucket",
        "  arn:aws:s3:::example-sagemaker-us-east-2",
    ]


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        ("image: churn-scorer:dev", ["Objects: s3:GetObject", *DATA[1:]]),
        ("model: none", [*REHEARSE, DATA[0], DATA[2], *DATA[3:]]),
        ("input: data/", [*REHEARSE, DATA[0], DATA[1], *DATA[3:]]),
        ("{image: churn-scorer:dev, model: model/, input: data/}", []),
    ],
)
def test_rehearse_without_what_is_local(block: str, expected: list[str]) -> None:
    text = (EXAMPLES / MANIFESTS[0]).read_text() + f"rehearsal:\n  {block}\n"
    assert lines(permissions.caller([manifest(text)], "rehearse")) == expected


def sources(user: SandboxUser) -> Sources:
    """The sources of the example's job, in the user's account."""
    document = read(MANIFESTS[0], VERSION="1")
    [job] = transform_jobs(document)
    account = user.account().queries("us-east-2", "2026-01-01", Facts(today="2026-01-01"))
    return Sources(document, job, rehearsal.read(document), account)


def download(user: SandboxUser, folder: Path) -> None:
    """Make the calls of a rehearsal; the engine makes those of the pull itself."""
    job = sources(user)
    [image] = fields.images(job.document)
    ecr.log_in(job.account, image)
    ecr.describe_image(job.account, image)
    list(job.objects(Workspace(str(folder), bound=True), folder))
    list(job.model(Workspace(str(folder), bound=True), folder))


def test_the_policy_is_sufficient_and_each_action_is_used(user: SandboxUser, tmp_path: Path) -> None:
    policy = permissions.caller([read(MANIFESTS[0])], "rehearse")
    user.allow(policy)
    user.calls()
    download(user, tmp_path)
    assert required_actions(user.calls()) == set(actions(policy)) - set(PULL)


@pytest.mark.parametrize("action", ["s3:ListBucket", "s3:GetObject"])
def test_a_missing_action_is_reported(user: SandboxUser, tmp_path: Path, action: str) -> None:
    user.allow(without(permissions.caller([read(MANIFESTS[0])], "rehearse"), action))
    with pytest.raises(Failure) as raised:
        download(user, tmp_path)
    assert raised.value.message == f"missing permission {action}"
    assert raised.value.hint.startswith(f"add {action} to the caller's IAM policy")
