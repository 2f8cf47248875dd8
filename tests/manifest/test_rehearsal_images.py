"""Which field of the `rehearsal` block replaces an image of the request."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.preflight.conftest import parsed

from sagemaker_marketplace.manifest import rehearsal, rehearsal_fields
from sagemaker_marketplace.manifest.paths import Path

CONTAINER_IMAGE: Path = ("spec", "InferenceSpecification", "Containers", 0, "Image")
TRAINING_IMAGE: Path = ("spec", "TrainingSpecification", "TrainingImage")


@pytest.mark.parametrize(
    ("block", "training", "container", "training_field"),
    [
        ({}, {"TrainingImage": "a"}, {"Image": "a"}, TRAINING_IMAGE),
        ({"image": "b"}, {"TrainingImage": "a"}, {"Image": "a"}, rehearsal.IMAGE),
        ({"image": "b"}, {"TrainingImage": "a"}, {"Image": "b"}, TRAINING_IMAGE),
        ({"image": "b"}, {"TrainingImage": "a", "TrainingImageDigest": "c"}, {"Image": "a"}, TRAINING_IMAGE),
        (
            {"image": "b"},
            {"TrainingImage": "a", "TrainingImageDigest": "c"},
            {"Image": "a", "ImageDigest": "c"},
            rehearsal.IMAGE,
        ),
        ({"image": "b"}, {}, {}, TRAINING_IMAGE),
        ({"image": "b", "training": {"image": "b"}}, {"TrainingImage": "a"}, {"Image": "a"}, rehearsal.TRAINING_IMAGE),
        ({"training": {"image": "b"}}, {"TrainingImage": "a"}, {"Image": "a"}, rehearsal.TRAINING_IMAGE),
    ],
)
def test_the_field_of_the_image_that_is_used(
    block: dict[str, Any], training: dict[str, str], container: dict[str, str], training_field: Path
) -> None:
    spec = {"TrainingSpecification": training, "InferenceSpecification": {"Containers": [container]}}
    document = parsed(json.dumps({"kind": "Algorithm", "region": "us-east-2", "rehearsal": block, "spec": spec}))
    assert rehearsal_fields.local_path(document, TRAINING_IMAGE) == training_field
    container_field = rehearsal.IMAGE if "image" in block else CONTAINER_IMAGE
    assert rehearsal_fields.local_path(document, CONTAINER_IMAGE) == container_field
