"""Runs with and without `pin-image` on one resource: the digest of a tag is the same content as the tag."""

from __future__ import annotations

import pytest
from tests.pipeline.expected import TITLES
from tests.pipeline.harness import Harness

from sagemaker_marketplace.report.events import PlanMade


@pytest.mark.parametrize("kind", TITLES)
@pytest.mark.parametrize("first", [True, False], ids=["pinned first", "tagged first"])
def test_a_pinned_image_is_the_same_content_as_its_tag(harness: Harness, kind: str, first: bool) -> None:
    harness.serve("success")
    manifest = harness.manifest(kind, f"pinned-{first}")
    created = harness.run(manifest, pin_image=first)
    assert created.report.outputs()["action-taken"] == "created"
    assert ("DescribeImages" in created.calls) is first
    again = harness.run(manifest, pin_image=not first)
    assert (again.exit_code, again.report.outputs()["action-taken"]) == (0, "unchanged")
    assert "DescribeImages" in again.calls


@pytest.mark.parametrize("kind", TITLES)
def test_other_content_of_a_pinned_resource_is_a_conflict(harness: Harness, kind: str) -> None:
    harness.serve("success")
    harness.run(harness.manifest(kind, "pinned-other"), pin_image=True)
    description = {f"{kind}Description": "another one"}
    again = harness.run(harness.manifest(kind, "pinned-other", **description), pin_image=False)
    assert again.exit_code == 6
    plan = again.report.results["m.yaml"].plan
    assert plan
    assert [difference.path for difference in plan.differences] == [(f"{kind}Description",)]


@pytest.mark.parametrize("pinned_in_manifest", ["TrainingSpecification", "InferenceSpecification"])
def test_an_image_that_the_manifest_pins_does_not_prevent_the_other_from_being_pinned(
    harness: Harness, pinned_in_manifest: str
) -> None:
    harness.serve("success")
    spec = harness.spec("Algorithm", "one-pinned")
    training, (container,) = spec["TrainingSpecification"], spec["InferenceSpecification"]["Containers"]
    repository = training["TrainingImage"].partition(":")[0]
    pinned = f"{repository}@sha256:{'a' * 64}"
    if pinned_in_manifest == "TrainingSpecification":
        training["TrainingImage"] = pinned
    else:
        container["Image"] = pinned
    outcome = harness.run(harness.manifest("Algorithm", "one-pinned", **spec), command="plan", pin_image=True)
    (plan,) = [event for _, event in outcome.events if isinstance(event, PlanMade)]
    images = [
        plan.request["TrainingSpecification"]["TrainingImage"],
        plan.request["InferenceSpecification"]["Containers"][0]["Image"],
    ]
    assert [image.partition("@")[0] for image in images] == [repository, repository]
    assert [image == pinned for image in images] == [
        pinned_in_manifest == part for part in ("TrainingSpecification", "InferenceSpecification")
    ]
