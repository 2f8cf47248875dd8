"""Which field of `rehearsal` is used instead of a field of the spec."""

from __future__ import annotations

import pytest
from tests.rehearse.observed import document
from tests.rehearse.training_observed import LOCAL, SPEC

from sagemaker_marketplace.manifest import paths
from sagemaker_marketplace.manifest.rehearsal_fields import local_path

TRAINING_IMAGE = "spec.TrainingSpecification.TrainingImage"
PROFILE = "spec.ValidationSpecification.ValidationProfiles.0"
CHANNEL = f"{PROFILE}.TrainingJobDefinition.InputDataConfig.0.DataSource.S3DataSource.S3Uri"
TRANSFORM = f"{PROFILE}.TransformJobDefinition.TransformInput.DataSource.S3DataSource.S3Uri"
SAME = SPEC.replace("demand-serve", "demand-train")


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        (LOCAL, TRAINING_IMAGE, "rehearsal.training.image"),
        (LOCAL, "spec.InferenceSpecification.Containers.0.Image", "rehearsal.image"),
        (LOCAL, CHANNEL, "rehearsal.training.input.training"),
        (LOCAL, TRANSFORM, "rehearsal.input"),
        (LOCAL, "spec.AlgorithmName", "spec.AlgorithmName"),
        (LOCAL, "", "(the manifest)"),
        (SPEC, TRAINING_IMAGE, TRAINING_IMAGE),
        (SPEC, CHANNEL, CHANNEL),
        (f"{SPEC}rehearsal: {{image: demand:dev}}\n", TRAINING_IMAGE, TRAINING_IMAGE),
        (f"{SAME}rehearsal: {{image: demand:dev}}\n", TRAINING_IMAGE, "rehearsal.image"),
        (f"{SAME}rehearsal: {{training: {{image: a:1}}, image: b:1}}\n", TRAINING_IMAGE, "rehearsal.training.image"),
        (f"{SPEC}rehearsal: {{training: {{input: {{validation: a/}}}}, input: b/}}\n", CHANNEL, CHANNEL),
    ],
)
def test_the_field_of_the_block(text: str, path: str, expected: str) -> None:
    parsed = document(text)
    found = next((found for found, _ in parsed.at(path)), ()) if path else ()
    assert paths.text(local_path(parsed, found)) == paths.text(paths.parse(expected) if "." in expected else ())


def test_a_channel_with_dots_in_its_name() -> None:
    text = LOCAL.replace("training: data/train.csv", "train.v1: data/train.csv")
    parsed = document(text.replace("ChannelName: training", "ChannelName: train.v1"))
    [(path, _)] = parsed.at(CHANNEL)
    assert local_path(parsed, path) == ("rehearsal", "training", "input", "train.v1")
