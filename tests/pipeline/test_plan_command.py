"""The command `plan` by what exists: decision, exit code and calls; it changes nothing."""

from __future__ import annotations

from typing import Any

import pytest
from tests.pipeline.harness import Harness

from sagemaker_marketplace.report.events import Difference

OTHER = {"ModelPackageDescription": "another"}


@pytest.mark.parametrize(
    ("scenario", "planned", "settings", "decision", "exit_code", "text"),
    [
        ("", {}, {}, "create", 0, "one will be created: no resource with this name in us-east-1"),
        ("success", {}, {}, "unchanged", 0, "no changes to one: already exists with the same content (Completed)"),
        (
            "never-finishes",
            {},
            {},
            "attach",
            0,
            "one will be watched: already exists with the same content (InProgress)",
        ),
        (
            "invocations-fail",
            {},
            {},
            "failed",
            4,
            "failed: one exists with the same content and failed validation",
        ),
        (
            "invocations-fail",
            OTHER,
            {"replace_failed": True},
            "replace",
            0,
            "one will be replaced: the existing resource failed validation",
        ),
        ("success", OTHER, {}, "conflict", 6, "conflict: one exists with different content (Completed)"),
        ("invocations-fail", OTHER, {}, "conflict", 6, "conflict: one exists with different content (Failed)"),
    ],
)
def test_plan(
    harness: Harness,
    scenario: str,
    planned: dict[str, Any],
    settings: dict[str, Any],
    decision: str,
    exit_code: int,
    text: str,
) -> None:
    harness.serve(scenario or "success")
    if scenario:
        harness.run(harness.manifest("ModelPackage", "one"), timeout_minutes=10)
    outcome = harness.run(harness.manifest("ModelPackage", "one", **planned), command="plan", **settings)
    (result,) = outcome.report.as_data()["results"]
    plan = result["plan"]
    assert (plan["decision"], outcome.exit_code, plan["reason"]) == (decision, exit_code, text)
    assert plan["creates"] == (decision in ("create", "replace"))
    assert bool(plan["jobs"]) == bool(plan["visible_to_buyers"]) == plan["creates"]
    assert [difference["field"] for difference in plan["differences"]] == list(planned)
    assert set(outcome.calls) == {"DescribeModelPackage"}


def test_a_different_image_is_reported_with_its_path(harness: Harness) -> None:
    harness.serve("success")
    spec = harness.spec("ModelPackage", "image")
    harness.run(harness.manifest("ModelPackage", "image"))
    image = spec["InferenceSpecification"]["Containers"][0]["Image"]
    newer = image.replace(":1.0", ":1.1")
    inference = {**spec["InferenceSpecification"], "Containers": [{"Image": newer}]}
    outcome = harness.run(harness.manifest("ModelPackage", "image", InferenceSpecification=inference), command="plan")
    plan = outcome.report.results["m.yaml"].plan
    assert plan
    path = ("InferenceSpecification", "Containers", 0, "Image")
    assert plan.differences == (Difference(path, image, newer),)


def test_a_plan_without_the_permission_to_look_up_the_name(harness: Harness) -> None:
    harness.serve("caller-without-permissions")
    outcome = harness.run(harness.manifest("ModelPackage", "one"), command="plan")
    assert outcome.event_lines[-4:] == [
        "region=us-east-1",
        "info permission-missing",
        "create-unless-exists: one will be created unless it exists: no permission to look it up in us-east-1",
        "plan m.yaml ended",
    ]
    assert outcome.exit_code == 0
