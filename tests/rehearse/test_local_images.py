"""Which images of the engine are used: the block's, those of the manifest's names, and those with a digest of ECR."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from tests.create.test_digests import ecr
from tests.generators import notes_of
from tests.preflight.conftest import parsed
from tests.rehearse.test_channels import no_account
from tests.rehearse.test_connect import answering, http
from tests.rehearse.training_manifest import IRIS, algorithm, training_sources

from sagemaker_marketplace.manifest.findings import USAGE, Failure
from sagemaker_marketplace.manifest.paths import text
from sagemaker_marketplace.rehearse.engine.endpoints import Endpoint
from sagemaker_marketplace.rehearse.engine.engine import Engine, connect
from sagemaker_marketplace.rehearse.pinned_images import pin_images

DIGEST, OTHER = f"sha256:{'1' * 64}", f"sha256:{'2' * 64}"
PINNED = f"{IRIS}@{DIGEST}"
VERSION = {"ApiVersion": "1.41", "Version": "20.10.24"}
ABSENT = None


@contextmanager
def engine_with(tmp_path: Path, *images: Mapping[str, Any] | None) -> Iterator[tuple[Engine, list[str]]]:
    """An engine that answers with these images in this order; yields it and the names that it is expected for."""
    found = [http(json.dumps(each)) if each else http('{"message": "no"}', "404 Not Found") for each in images]
    names: list[str] = []
    with answering(tmp_path / "s", *(http(json.dumps(each)) for each in (VERSION, VERSION, {})), *found) as requests:
        yield connect([Endpoint(f"unix://{tmp_path}/s", "default")], 5), names
    names += [unquote(request.split()[1]).split("/images/")[1].removesuffix("/json") for request in requests[3:]]


def image(identity: str = OTHER, *digests: str) -> dict[str, Any]:
    return {"Id": identity, "RepoDigests": list(digests)}


BOTH = "{image: serve:dev, training: {image: train:dev}}"
REMOVED = "not using rehearsal.image: serve:dev does not have the digest sha256:111111111111"
MISSING = "not using rehearsal.training.image: train:dev not found on Docker 20.10.24"


@pytest.mark.parametrize(
    ("block", "images", "notes", "left"),
    [
        ("{}", [], [], {}),
        ("{image: serve:dev}", [image(DIGEST)], [], {"image": "serve:dev"}),
        ("{image: serve:dev}", [image(OTHER, f"x@{OTHER}", f"local/iris@{DIGEST}")], [], {"image": "serve:dev"}),
        ("{image: serve:dev, timeout-minutes: 5}", [image()], [REMOVED], {"timeout-minutes": 5}),
        (BOTH, [image(DIGEST), image(DIGEST)], [], {"image": "serve:dev", "training": {"image": "train:dev"}}),
        (BOTH, [image(), ABSENT], [REMOVED, MISSING], {"training": {}}),
    ],
)
def test_a_local_image_is_used_if_it_has_the_digest_of_the_request(
    tmp_path: Path, block: str, images: list[Any], notes: list[str], left: dict[str, Any]
) -> None:
    document = parsed(algorithm(block, image=f"{IRIS}-serve:1.0"))
    before = json.dumps(document.data)
    digests = {f"{IRIS}:1.0": PINNED, f"{IRIS}-serve:1.0": f"{IRIS}-serve@{DIGEST}"}
    with engine_with(tmp_path, *images) as (engine, names):
        pinned, shown = pin_images(document, digests, engine)
    assert (shown, pinned.get("rehearsal")) == (notes, left)
    assert names == ["serve:dev", "train:dev"][: len(images)]
    assert pinned.get("spec.TrainingSpecification.TrainingImage") == PINNED
    assert pinned.get("spec.InferenceSpecification.Containers.0.Image") == f"{IRIS}-serve@{DIGEST}"
    assert json.dumps(document.data) == before


def test_an_image_without_a_digest_keeps_its_name(tmp_path: Path) -> None:
    document = parsed(algorithm("{image: serve:dev}", image=f"{IRIS}-serve:1.0"))
    with engine_with(tmp_path, image()) as (engine, _):
        pinned, _ = pin_images(document, {f"{IRIS}:1.0": PINNED}, engine)
    assert pinned.get("spec.InferenceSpecification.Containers.0.Image") == f"{IRIS}-serve:1.0"
    assert pinned.get("spec.TrainingSpecification.TrainingImage") == PINNED


@pytest.mark.parametrize(
    ("uri", "images", "expected", "identity"),
    [
        (f"{IRIS}:1.0", [image()], [f"{IRIS}:1.0"], "222222222222"),
        (f"{IRIS}:1.0@{DIGEST}", [image()], [PINNED], "222222222222"),
        (PINNED, [ABSENT, image(DIGEST)], [PINNED, DIGEST], "111111111111"),
        ("iris:dev", [image()], ["iris:dev"], "222222222222"),
    ],
)
def test_an_image_that_the_engine_has_is_not_pulled(
    tmp_path: Path, uri: str, images: list[Any], expected: list[str], identity: str
) -> None:
    sources = training_sources(no_account(), training_image=uri, image=uri)
    with engine_with(tmp_path, *images) as (engine, names):
        shown, found = notes_of(sources.image(engine))
    assert shown == [f"using the local image {expected[0]} (sha256:{identity})"]
    assert (found.name, names) == (expected[0], expected)


def test_the_image_of_the_block(tmp_path: Path) -> None:
    sources = training_sources(no_account(), "{training: {image: train:dev}}")
    with engine_with(tmp_path, image()) as (engine, names):
        shown, found = notes_of(sources.image(engine))
    assert (shown, found.name, names) == ([], "train:dev", ["train:dev"])


@pytest.mark.parametrize(
    ("block", "uri", "name", "path", "hint"),
    [
        (
            "{image: iris:dev}",
            f"{IRIS}:1.0",
            "iris:dev",
            "rehearsal.image",
            "build it first, such as docker build --tag iris:dev ., or remove rehearsal.image",
        ),
        (
            "{}",
            "iris:1.0",
            "iris:1.0",
            "spec.TrainingSpecification.TrainingImage",
            "pull it first, or set rehearsal.image to a local image",
        ),
    ],
)
def test_an_image_that_the_engine_does_not_have(
    tmp_path: Path, block: str, uri: str, name: str, path: str, hint: str
) -> None:
    sources = training_sources(no_account(), block, training_image=uri, image=uri)
    with engine_with(tmp_path, ABSENT) as (engine, names), pytest.raises(Failure) as raised:
        notes_of(sources.image(engine))
    failure = raised.value
    assert (failure.message, failure.exit_code) == (f"image not found on Docker 20.10.24: {name}", USAGE)
    assert (failure.hint, text(failure.path or ()), names) == (hint, path, [name])


def test_an_image_that_the_engine_has_under_no_name_is_pulled(tmp_path: Path) -> None:
    with ecr("caller-without-permissions") as account, engine_with(tmp_path, ABSENT, ABSENT) as (engine, names):
        sources = training_sources(account, training_image=PINNED, image=PINNED)
        with pytest.raises(Failure) as raised:
            notes_of(sources.image(engine))
    assert (raised.value.message, names) == ("missing permission ecr:GetAuthorizationToken", [PINNED, DIGEST])
