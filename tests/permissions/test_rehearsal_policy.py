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
from sagemaker_marketplace.rehearse.sources.channels import channel_files
from sagemaker_marketplace.rehearse.sources.sources import Sources
from sagemaker_marketplace.rehearse.training_job import training_jobs

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


FOREST = "arn:aws:s3:::example-sagemaker-us-east-2/demand-forest/validation"
SERVE, TRAIN = (f"  arn:aws:ecr:us-east-2:123456789012:repository/demand-forest-{name}" for name in ("serve", "train"))
BATCH, CHANNEL = f"  {FOREST}/input/*", f"  {FOREST}/training/*"
LOCAL_CHANNEL = "training: {input: {training: train.csv}}"


@pytest.mark.parametrize(
    ("block", "images", "data"),
    [
        ("{patience: 60}", [SERVE, TRAIN], [BATCH, CHANNEL]),
        ("{image: forest:dev}", [TRAIN], [BATCH, CHANNEL]),
        ("{image: forest:dev, training: {image: train:dev}}", [], [BATCH, CHANNEL]),
        (f"{{input: batch.csv, {LOCAL_CHANNEL}}}", [SERVE, TRAIN], []),
        (f"{{{LOCAL_CHANNEL}}}", [SERVE, TRAIN], [BATCH]),
        ("{input: batch.csv, training: {input: {validation: a.csv}}}", [SERVE, TRAIN], [CHANNEL]),
        ("{image: a, input: b, training: {image: c, input: {training: d}}}", [], []),
    ],
)
def test_rehearse_an_algorithm(block: str, images: list[str], data: list[str]) -> None:
    text = (EXAMPLES / MANIFESTS[1]).read_text().replace("$file: hyperparameters.json", "[]")
    found = lines(permissions.caller([manifest(f"{text}rehearsal: {block}\n")], "rehearse"))
    assert found == [
        *([*REHEARSE[:3], *images] if images else []),
        *(["Objects: s3:GetObject", *data, "Buckets: s3:ListBucket", DATA[-1]] if data else []),
    ]


@pytest.mark.parametrize(("block", "repositories"), [("image: a", []), ("training: {image: a}", [SERVE])])
def test_one_image_for_training_and_inference(block: str, repositories: list[str]) -> None:
    text = (EXAMPLES / MANIFESTS[1]).read_text().replace("$file: hyperparameters.json", "[]")
    text = text.replace("demand-forest-train", "demand-forest-serve")
    found = lines(permissions.caller([manifest(f"{text}rehearsal: {{{block}}}\n")], "rehearse"))
    assert [line for line in found if ":repository/" in line] == repositories


def test_create_rehearses_the_images_of_the_request() -> None:
    text = (EXAMPLES / MANIFESTS[1]).read_text().replace("$file: hyperparameters.json", "[]")
    local = manifest(f"{text}rehearsal: {{image: a, training: {{image: b}}}}\n")
    found = lines(permissions.caller([local], "create", how=permissions.Caller(rehearse=True)))
    assert {SERVE, TRAIN} <= set(found)
    assert "ecr:GetDownloadUrlForLayer" in next(line for line in found if line.startswith("Images:"))


def test_an_augmented_manifest_file_is_not_read() -> None:
    text = (EXAMPLES / MANIFESTS[1]).read_text().replace("$file: hyperparameters.json", "[]")
    text = text.replace("S3DataType: S3Prefix", "S3DataType: AugmentedManifestFile", 1)
    assert CHANNEL not in lines(permissions.caller([manifest(text)], "rehearse"))


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


def download_channel(user: SandboxUser, folder: Path) -> None:
    """Make the calls of a rehearsal of the training job of the example."""
    document = read(MANIFESTS[1], VERSION="1")
    [job] = training_jobs(document)
    account = user.account().queries("us-east-2", "2026-01-01", Facts(today="2026-01-01"))
    image = fields.image_at(document, job.image_path)
    assert image is not None
    ecr.log_in(account, image)
    ecr.describe_image(account, image)
    workspace, block = Workspace(str(folder), bound=True), rehearsal.read(document)
    list(channel_files(document, job, job.channels[0], block, account, workspace, folder))


def test_the_policy_of_an_algorithm_is_sufficient(user: SandboxUser, tmp_path: Path) -> None:
    policy = permissions.caller([read(MANIFESTS[1])], "rehearse")
    user.allow(policy)
    user.calls()
    download_channel(user, tmp_path)
    assert required_actions(user.calls()) == set(actions(policy)) - set(PULL)
    assert len(list(tmp_path.iterdir())) == 2


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
