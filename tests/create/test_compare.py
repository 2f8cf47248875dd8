"""Images in the comparison of a manifest with an existing resource: tags, digests, and tags that have moved."""

from __future__ import annotations

from typing import Any

import pytest

from sagemaker_marketplace.kinds import algorithm, model_package
from sagemaker_marketplace.plan.plan import compare
from sagemaker_marketplace.report.events import Difference

REPOSITORY = "123456789012.dkr.ecr.us-east-1.amazonaws.com/team/scorer"
TAG = f"{REPOSITORY}:1.0"
OLD, NEW = (f"sha256:{digit * 64}" for digit in "ab")
PINNED = {TAG: f"{REPOSITORY}@{NEW}"}
PATH = ("InferenceSpecification", "Containers", 0, "Image")


def package(image: str, digest: str = "") -> dict[str, Any]:
    container = {"Image": image, **({"ImageDigest": digest} if digest else {})}
    return {"ModelPackageName": "one", "InferenceSpecification": {"Containers": [container]}}


@pytest.mark.parametrize(
    ("requested", "existing"),
    [
        (package(TAG), package(TAG)),
        (package(TAG), package(TAG, NEW)),
        (package(TAG), package(f"{REPOSITORY}@{NEW}")),
        (package(f"{REPOSITORY}@{NEW}"), package(TAG, NEW)),
        (package(f"{REPOSITORY}@{NEW}"), package(TAG)),
    ],
)
def test_a_tag_equals_its_digest(requested: dict[str, Any], existing: dict[str, Any]) -> None:
    assert compare(model_package, requested, existing, PINNED) == ()


@pytest.mark.parametrize("requested", [package(TAG), package(f"{REPOSITORY}@{NEW}")])
def test_a_tag_that_has_moved_since_is_a_difference(requested: dict[str, Any]) -> None:
    (difference,) = compare(model_package, requested, package(TAG, OLD), PINNED)
    assert difference == Difference(PATH, f"{REPOSITORY}@{OLD}", TAG, NEW)


def test_a_digest_says_nothing_without_that_of_the_tag() -> None:
    assert compare(model_package, package(TAG), package(TAG, OLD), {}) == ()


def test_the_training_image_has_its_own_digest() -> None:
    requested = {"TrainingSpecification": {"TrainingImage": TAG}}
    same, moved = (
        {"TrainingSpecification": {"TrainingImage": TAG, "TrainingImageDigest": digest}} for digest in (NEW, OLD)
    )
    assert compare(algorithm, requested, same, PINNED) == ()
    (difference,) = compare(algorithm, requested, moved, PINNED)
    path = ("TrainingSpecification", "TrainingImage")
    assert difference == Difference(path, f"{REPOSITORY}@{OLD}", TAG, NEW)


def tags(**values: str) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in values.items()]


@pytest.mark.parametrize("others", [{}, {"z": "added by others"}])
def test_tags_are_compared_in_any_order_and_by_the_keys_of_the_request(others: dict[str, str]) -> None:
    requested = {"Tags": tags(a="1", b="2")}
    assert compare(model_package, requested, {"Tags": tags(b="2", a="1", **others)}, {}) == ()
    (difference,) = compare(model_package, requested, {"Tags": tags(b="3", a="1", **others)}, {})
    assert difference == Difference(("Tags", 1, "Value"), "3", "2")
