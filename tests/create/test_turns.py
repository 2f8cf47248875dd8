"""Many manifests: created in turn, as the quotas of the account allow, and not after a failure with fail-fast."""

from __future__ import annotations

from typing import Any

import pytest
from tests.pipeline.harness import Harness

from sagemaker_marketplace.report import events

# Of instances for transform jobs, in this scenario; a job that needs more than the quota leaves free fails.
SCENARIO, QUOTA = "many-beyond-quota-fail", 4
SETTINGS: dict[str, Any] = {"preflight": True, "select": ("quota-zero",)}


def manifests(harness: Harness, number: int) -> list[str]:
    """Write manifests of model packages; return their files."""
    names = [f"p{index:02}" for index in range(number)]
    return [harness.manifest("ModelPackage", name, f"{name}.yaml") for name in names]


def notes(recorded: list[tuple[float, events.Event]]) -> dict[str, list[str]]:
    """The notes about each manifest."""
    found: dict[str, list[str]] = {}
    for _, event in recorded:
        if isinstance(event, events.Note):
            found.setdefault(event.manifest, []).append(event.text)
    return found


@pytest.mark.parametrize(("preflight", "failed"), [(True, 0), (False, 6)])
def test_no_more_validations_than_the_quota_at_a_time(harness: Harness, preflight: bool, failed: int) -> None:
    """Without the preflight the quotas are not known, and the jobs beyond the quota fail."""
    harness.serve(SCENARIO, fresh=True)
    files = manifests(harness, 10)
    outcome = harness.run(*files, **{**SETTINGS, "preflight": preflight})
    statuses = [outcome.report.results[file].outputs["status"] for file in files]
    assert (statuses.count("Failed"), statuses.count("Completed")) == (failed, 10 - failed)
    assert outcome.calls.count("CreateModelPackage") == 10
    needs = "waiting for its turn: needs 1 ml.m5.large for transform jobs, 4 of 4 are in use by this run"
    waiting = files[QUOTA:] if preflight else []
    assert notes(outcome.events) == {file: [needs] for file in waiting}


def test_they_are_created_in_the_order_of_the_manifests(harness: Harness) -> None:
    harness.serve(SCENARIO, fresh=True)
    files = manifests(harness, 6)
    outcome = harness.run(*files, **SETTINGS)
    started = [line for line in outcome.event_lines if line.startswith(("create ", "watch "))]
    first = [f"create {file}" for file in files[:QUOTA]]
    assert started[: 2 * QUOTA] == first + [f"{line} ended" for line in first]
    assert list(outcome.report.results) == files
    assert outcome.exit_code == 0


def test_a_run_that_does_not_wait_ends_with_the_last_create_call(harness: Harness) -> None:
    harness.serve(SCENARIO, fresh=True)
    files = manifests(harness, 6)
    outcome = harness.run(*files, wait=False, **SETTINGS)
    statuses = [outcome.report.results[file].outputs.get("status") for file in files]
    assert (outcome.exit_code, statuses) == (0, ["Completed"] * QUOTA + [None] * 2)


def test_what_still_waits_at_the_deadline_is_not_created(harness: Harness) -> None:
    harness.serve("never-finishes", fresh=True)
    files = manifests(harness, QUOTA + 2)
    outcome = harness.run(*files, timeout_minutes=5, **SETTINGS)
    assert outcome.exit_code == 5
    assert outcome.calls.count("CreateModelPackage") == QUOTA
    message = "timed out: not created, because it had to wait for other validations"
    assert [(failure.message, failure.hint) for failure in outcome.report.failures[QUOTA:]] == [
        (message, "run the same command again")
    ] * 2


def test_fail_fast_creates_nothing_after_the_first_failure(harness: Harness) -> None:
    harness.serve("success", fresh=True)
    existing, *others = manifests(harness, 3)
    assert harness.run(existing).exit_code == 0
    harness.manifest("ModelPackage", "p00", existing, ModelPackageDescription="another one")
    outcome = harness.run(existing, *others, fail_fast=True)
    assert outcome.exit_code == 6
    assert [call for call in outcome.calls if call.startswith("Create")] == []
    message = "not created: another manifest failed, and fail-fast is set"
    assert [(failure.manifest, failure.message) for failure in outcome.report.failures[1:]] == [
        (file, message) for file in others
    ]
    assert {failure.exit_code for failure in outcome.report.failures} == {6}
