"""The digests of the images that are validated, as outputs."""

from __future__ import annotations

from typing import Any

from tests.pipeline.expected import arn
from tests.pipeline.harness import Harness

from sagemaker_marketplace.report import events

TRAINING, INFERENCE = f"sha256:{'1' * 64}", f"sha256:{'2' * 64}"


def digests(harness: Harness, *names: str, **settings: Any) -> list[str]:
    """The outputs about images of a run, in the order in which they are set."""
    outcome = harness.run(*names, **settings)
    outputs = [event for _, event in outcome.events if isinstance(event, events.OutputChanged)]
    return [f"{output.name}={output.value}" for output in outputs if output.name.startswith("image-digest")]


def test_digests_in_the_request_are_known_when_the_resource_is_created(harness: Harness) -> None:
    harness.serve("success")
    spec = harness.spec("Algorithm", "digests")
    spec["TrainingSpecification"]["TrainingImage"] += f"@{TRAINING}"
    spec["InferenceSpecification"]["Containers"][0]["ImageDigest"] = INFERENCE
    manifest = harness.manifest("Algorithm", "digests", **spec)
    expected = [f"image-digest={TRAINING}", f"image-digests={TRAINING} {INFERENCE}"]
    assert digests(harness, manifest, wait=False) == expected
    assert digests(harness, manifest) == expected
    assert digests(harness, arn("Algorithm", "digests"), command="watch") == expected
    assert digests(harness, manifest) == expected


def test_digests_that_only_the_description_has_are_known_at_the_first_poll(harness: Harness) -> None:
    harness.serve("success")
    manifest = harness.manifest("ModelPackage", "described")
    assert digests(harness, manifest, wait=False) == []
    described = harness.call("describe_model_package", ModelPackageName="described")
    digest = described["InferenceSpecification"]["Containers"][0]["ImageDigest"]
    assert digests(harness, arn("ModelPackage", "described"), command="watch") == [
        f"image-digest={digest}",
        f"image-digests={digest}",
    ]
