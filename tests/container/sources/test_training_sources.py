"""Where the image of a training job comes from, and what is missing without credentials."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.container.sources.job import POLICY, connected, failure
from tests.container.sources.test_sources import DIGEST, PROVIDE, tagged
from tests.generators import notes_of
from tests.rehearse.training_manifest import IRIS, channel, training_sources

from sagemaker_marketplace.aws.credentials.hints import GITHUB
from sagemaker_marketplace.aws.queries import Queries
from sagemaker_marketplace.aws.session import Account
from sagemaker_marketplace.facts.facts import Facts
from sagemaker_marketplace.rehearse.engine.engine import Engine

TRAINER = IRIS.replace("iris", "trainer") + ":1.0"
LOCAL_CHANNELS = "input: {training: a, validation: b}"

pytestmark = pytest.mark.container


def account() -> Queries:
    """The account of the environment's credentials."""
    return Account("tests", host=GITHUB).queries("us-east-1", "2026-01-01", Facts(today="2026-01-01"))


@pytest.mark.parametrize(
    ("block", "training_image"),
    [
        ("{{training: {{image: '{base}'}}}}", TRAINER),
        ("{{image: absent-image:dev, training: {{image: '{base}'}}}}", f"{IRIS}:1.0"),
        ("{{image: '{base}'}}", f"{IRIS}:1.0"),
    ],
)
def test_a_local_image(engine: Engine, base: str, block: str, training_image: str) -> None:
    sources = training_sources(account(), block.format(base=base), training_image=training_image)
    notes, image = notes_of(sources.image(engine))
    assert (notes, image.name) == ([], base)


@pytest.mark.parametrize(
    ("block", "field"),
    [("{image: absent-image:dev}", "image"), ("{training: {image: absent-image:dev}}", "training.image")],
)
def test_a_local_image_that_is_missing(engine: Engine, block: str, field: str) -> None:
    assert failure(training_sources(account(), block).image(engine)) == (
        f"image not found on {engine.name}: absent-image:dev",
        f"build it first, such as docker build --tag absent-image:dev ., or remove rehearsal.{field}",
        2,
        35,
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"training_image": TRAINER},
        # The digests differ, so that rehearsal.image does not replace TrainingImage.
        {"training_image": TRAINER, "image": TRAINER, "container": f"ImageDigest: {DIGEST}"},
    ],
)
def test_the_manifests_image_that_the_engine_has(
    engine: Engine, base: str, environment: pytest.MonkeyPatch, changes: Mapping[str, str]
) -> None:
    with tagged(base, TRAINER):
        notes, image = notes_of(training_sources(account(), "{image: absent-image:dev}", **changes).image(engine))
    assert notes == [f"using the local image {TRAINER} ({image.id[:19]})"]


CHANNELS = "the channel training (s3://acme/train/), the channel validation (s3://acme/validation/)"
CHANNEL_FIELDS = "rehearsal.training.input.training, rehearsal.training.input.validation"
INPUT = "the input s3://acme/input/"


@pytest.mark.parametrize(
    ("block", "training_image", "message", "fields"),
    [
        (
            "{}",
            TRAINER,
            f"the training image {TRAINER}, {CHANNELS}, the image {IRIS}:1.0 and {INPUT}",
            f"rehearsal.training.image, {CHANNEL_FIELDS}, rehearsal.image and rehearsal.input",
        ),
        (
            "{}",
            f"{IRIS}:1.0",
            f"the image {IRIS}:1.0, {CHANNELS} and {INPUT}",
            f"rehearsal.image, {CHANNEL_FIELDS} and rehearsal.input",
        ),
        (
            f"{{input: a, training: {{{LOCAL_CHANNELS}}}}}",
            f"{IRIS}:1.0",
            f"the image {IRIS}:1.0",
            "rehearsal.image",
        ),
        (
            f"{{image: a, input: b, training: {{{LOCAL_CHANNELS}}}}}",
            TRAINER,
            f"the training image {TRAINER}",
            "rehearsal.training.image",
        ),
    ],
)
def test_without_credentials_one_message_names_all_fields_of_the_profile(
    engine: Engine, environment: pytest.MonkeyPatch, block: str, training_image: str, message: str, fields: str
) -> None:
    sources = training_sources(account(), block, training_image=training_image, container="ModelDataUrl: s3://acme/m")
    assert failure(sources.image(engine)) == (
        f"no AWS credentials found, needed for {message}",
        f"set {fields} to rehearse without credentials; or {PROVIDE}",
        2,
        0,
    )


@pytest.mark.parametrize(
    ("block", "message", "fields"),
    [
        (
            "{image: a, training: {input: {validation: b}}}",
            f"the channel training (s3://acme/train/) and {INPUT}",
            "rehearsal.training.input.training and rehearsal.input",
        ),
        (
            "{training: {image: a}, input: b}",
            f"{CHANNELS} and the image {IRIS}:1.0",
            f"{CHANNEL_FIELDS} and rehearsal.image",
        ),
    ],
)
def test_without_credentials_for_a_channel(
    environment: pytest.MonkeyPatch, tmp_path: Path, block: str, message: str, fields: str
) -> None:
    found = failure(channel(training_sources(account(), block), "training", tmp_path, tmp_path))
    assert found == (
        f"no AWS credentials found, needed for {message}",
        f"set {fields} to rehearse without credentials; or {PROVIDE}",
        2,
        0,
    )


@pytest.mark.parametrize(("training_image", "field"), [(TRAINER, "training.image"), (f"{IRIS}:1.0", "image")])
def test_missing_permissions(
    engine: Engine, environment: pytest.MonkeyPatch, tmp_path: Path, training_image: str, field: str
) -> None:
    with connected(environment, "caller-without-permissions"):
        sources = training_sources(account(), training_image=training_image)
        found = [failure(sources.image(engine)), failure(channel(sources, "validation", tmp_path, tmp_path))]
    login, listing, channel_field = "ecr:GetAuthorizationToken", "s3:ListBucket", "training.input.validation"
    assert found == [
        (f"missing permission {login}", POLICY.format(login, f"rehearsal.{field}"), 3, 5),
        (f"missing permission {listing}", POLICY.format(listing, f"rehearsal.{channel_field}"), 3, 26),
    ]


@pytest.mark.parametrize(
    ("digest", "name"), [("", TRAINER), (f"TrainingImageDigest: {DIGEST}", f"{TRAINER.partition(':')[0]}@{DIGEST}")]
)
def test_an_image_that_is_not_in_ecr(engine: Engine, environment: pytest.MonkeyPatch, digest: str, name: str) -> None:
    with connected(environment, "image-not-pushed"):
        training_image = f"{TRAINER}\n    {digest}"
        assert failure(training_sources(account(), training_image=training_image).image(engine)) == (
            f"image not found in ECR: {name}",
            "push it, or set rehearsal.training.image",
            3,
            5,
        )
