"""Each decision of create about a name that already exists, for both kinds."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from tests.pipeline.expected import (
    COMPLETED,
    FIRST_SCANNING,
    PROFILE,
    TITLES,
    UNCHANGED,
    VALIDATING,
    Lifecycle,
    arn,
    create_lines,
    diagnosis_of,
    plan_lines,
    watch_lines,
)
from tests.pipeline.harness import Harness

from sagemaker_marketplace.report import events

HINT = "certified resources are immutable; use a new name"
REASON = "AlgorithmError: See job logs for more information"
BOTH_KINDS = pytest.mark.parametrize("kind", TITLES)
# The descriptions in the valid requests.
DESCRIPTIONS = {"ModelPackage": "Scores customers by their risk to leave", "Algorithm": "Trains a scorer of churn"}


def operation(verb: str, kind: str) -> str:
    return f"{verb}_{TITLES[kind].replace(' ', '_')}"


def name_field(kind: str, name: str) -> dict[str, str]:
    return {f"{kind}Name": name}


def at_the_create_stage(do: Callable[[], Any]) -> Callable[[events.Event], None]:
    """A listener that calls a function between the plan and the create call."""

    def on_event(event: events.Event) -> None:
        if isinstance(event, events.StageStarted) and event.stage == "create":
            do()

    return on_event


@BOTH_KINDS
def test_completed_with_the_same_content_is_unchanged(harness: Harness, kind: str) -> None:
    harness.serve("success")
    manifest = harness.manifest(kind, "done")
    assert harness.run(manifest).exit_code == 0
    again = harness.run(manifest)
    assert again.event_lines == [
        *plan_lines(kind, "done", "unchanged: no changes to done: already exists with the same content (Completed)"),
        *create_lines(kind, "done", "unchanged"),
    ]
    assert again.exit_code == 0
    assert again.calls == [f"Describe{kind}"]


def test_a_package_of_an_algorithm_is_unchanged(harness: Harness) -> None:
    """AWS describes such a package with the inference specification of the algorithm."""
    harness.serve("success")
    harness.run(harness.manifest("Algorithm", "trees"))
    source = {"AlgorithmName": arn("Algorithm", "trees"), "ModelDataUrl": "s3://seller-data/model.tar.gz"}
    changes: dict[str, Any] = {
        "InferenceSpecification": None,
        "SourceAlgorithmSpecification": {"SourceAlgorithms": [source]},
    }
    manifest = harness.manifest("ModelPackage", "of-trees", **changes)
    outcomes = [harness.run(manifest) for _ in range(2)]
    assert [outcome.exit_code for outcome in outcomes] == [0, 0]
    assert [outcome.report.outputs()["action-taken"] for outcome in outcomes] == ["created", "unchanged"]
    assert "InferenceSpecification" in harness.call("describe_model_package", ModelPackageName="of-trees")


@BOTH_KINDS
@pytest.mark.parametrize("status", ["Pending", "InProgress"])
def test_a_running_validation_is_watched(harness: Harness, kind: str, status: str) -> None:
    harness.serve("success")
    name = f"under-way-{status}"
    manifest = harness.manifest(kind, name)
    harness.run(manifest, wait=False)
    if status == "InProgress":
        harness.run(manifest, command="plan")
    outcome = harness.run(manifest)
    jobs = (UNCHANGED, COMPLETED) if kind == "Algorithm" else (COMPLETED,)
    polls = (
        (FIRST_SCANNING, VALIDATING, *jobs)
        if status == "Pending"
        else (("Completed", "InProgress", "InProgress"), *jobs)
    )
    assert outcome.event_lines == [
        *plan_lines(kind, name, f"attach: {name} will be watched: already exists with the same content ({status})"),
        *create_lines(kind, name, "attached"),
        *watch_lines(kind, name, Lifecycle(polls, extra_poll=False)),
    ]
    assert outcome.exit_code == 0
    assert set(outcome.calls) == {f"Describe{kind}"}


@BOTH_KINDS
def test_failed_with_the_same_content_fails_with_the_reason(harness: Harness, kind: str) -> None:
    harness.serve("invocations-fail")
    manifest = harness.manifest(kind, "failed")
    harness.run(manifest)
    outcome = harness.run(manifest)
    hint = "set replace-failed to delete the resource and create it again"
    assert outcome.event_lines == [
        *plan_lines(kind, "failed", "failed: failed: failed exists with the same content and failed validation"),
        *(f"arn={arn(kind, 'failed')}", "status=Failed", f"failure-reason=validation {PROFILE}: {REASON}"),
        f"failed 4: failed failed validation: validation {PROFILE}: {REASON} | {hint}",
    ]
    assert outcome.exit_code == 4
    assert outcome.calls == [f"Describe{kind}"]


@BOTH_KINDS
def test_a_plan_fails_if_create_would_fail(harness: Harness, kind: str) -> None:
    harness.serve("invocations-fail")
    manifest = harness.manifest(kind, "foreseen")
    harness.run(manifest)
    planned, created = harness.run(manifest, command="plan"), harness.run(manifest)
    assert planned.exit_code == created.exit_code == 4
    assert planned.event_lines[-1] == created.event_lines[-1]
    description: dict[str, Any] = {f"{kind}Description": "another"}
    other = harness.manifest(kind, "foreseen", **description)
    planned, created = harness.run(other, command="plan"), harness.run(other)
    assert planned.exit_code == created.exit_code == 6
    assert planned.event_lines[-1] == created.event_lines[-1]
    replacing = harness.run(other, command="plan", replace_failed=True)
    assert replacing.exit_code == 0
    assert set(replacing.calls) == {f"Describe{kind}"}


def without_line_numbers(lines: list[str]) -> list[str]:
    """Event lines without the manifest lines, which differ from one manifest to the next."""
    return [re.sub(r"m\.yaml:\d+", "m.yaml", line) for line in lines]


@BOTH_KINDS
@pytest.mark.parametrize("description", ["same", "other"])
def test_replace_failed_replaces_a_failed_resource(harness: Harness, kind: str, description: str) -> None:
    harness.serve("invocations-fail")
    name = f"replaced-{description}"
    first = harness.run(harness.manifest(kind, name))
    changes: dict[str, Any] = {f"{kind}Description": "another"} if description == "other" else {}
    outcome = harness.run(harness.manifest(kind, name, **changes), replace_failed=True)
    message = f"validation {PROFILE}: {REASON}"
    polls = first.event_lines[first.event_lines.index("watch m.yaml") + 1 :]
    assert without_line_numbers(outcome.event_lines) == [
        *plan_lines(kind, name, f"replace: {name} will be replaced: the existing resource failed validation"),
        f"note: deleting {name}, which failed validation",
        f"note: waiting for the deletion of the existing {name}",
        *create_lines(kind, name, "replaced"),
        *without_line_numbers(polls),
    ]
    assert outcome.exit_code == 4
    assert outcome.report.outputs()["failure-reason"] == diagnosis_of(message).reason(message)
    polls = [f"Describe{kind}"] * 3
    assert outcome.calls[:7] == [*polls[:2], f"Delete{kind}", *polls, f"Create{kind}"]
    assert set(outcome.calls[7:]) == {f"Describe{kind}"}


def test_each_run_has_its_own_token(harness: Harness) -> None:
    """So the service never returns the ARN of a resource that another run has created, or that is deleted."""
    harness.serve("invocations-fail")
    manifest = harness.manifest("ModelPackage", "token")
    runs = [harness.run(manifest, command="plan") for _ in range(2)]
    runs += [harness.run(manifest, replace_failed=again) for again in (False, False, True, True)]
    plans = [event for run in runs for _, event in run.events if isinstance(event, events.PlanMade)]
    tokens = [plan.request["ClientToken"] for plan in plans]
    assert tokens[0] == tokens[1]  # a plan is the same each time
    assert len(set(tokens)) == 5
    assert {len(token) for token in tokens} == {36}


@BOTH_KINDS
def test_a_deletion_is_awaited(harness: Harness, kind: str) -> None:
    harness.serve("slow-delete")
    manifest = harness.manifest(kind, "leaving")
    harness.run(manifest)
    harness.call(operation("delete", kind), **name_field(kind, "leaving"))
    start = plan_lines(
        kind, "leaving", "create-after-deletion: leaving will be created once the existing resource is deleted"
    )
    waiting = "note: waiting for the deletion of the existing leaving"
    early = harness.run(manifest, timeout_minutes=0.25)
    late = "failed 5: timed out: leaving is still being deleted | retry later"
    assert early.event_lines == [*start, waiting, late]
    assert early.exit_code == 5
    outcome = harness.run(manifest)
    assert outcome.event_lines == [*start, waiting, *create_lines(kind, "leaving"), *watch_lines(kind, "leaving")]
    assert outcome.exit_code == 0
    assert outcome.calls.count(f"Create{kind}") == 1
    assert f"Delete{kind}" not in outcome.calls


@BOTH_KINDS
@pytest.mark.parametrize(
    ("scenario", "status", "also"),
    [
        ("success", "Completed", ""),
        ("never-finishes", "InProgress", ""),
        ("invocations-fail", "Failed", ", or set replace-failed to delete the failed resource"),
    ],
)
def test_other_content_is_a_conflict(harness: Harness, kind: str, scenario: str, status: str, also: str) -> None:
    harness.serve(scenario)
    name = f"other-{scenario}"
    harness.run(harness.manifest(kind, name), timeout_minutes=10)
    spec = harness.spec(kind, name)
    inference = {**spec["InferenceSpecification"], "SupportedContentTypes": ["text/csv", "application/json"]}
    changes: dict[str, Any] = {f"{kind}Description": "another", "InferenceSpecification": inference}
    outcome = harness.run(harness.manifest(kind, name, **changes))
    message = f"conflict: {name} exists with different content ({status})"
    differences = (
        events.Difference((f"{kind}Description",), DESCRIPTIONS[kind], "another"),
        events.Difference(
            ("InferenceSpecification", "SupportedContentTypes"), ["text/csv"], ["text/csv", "application/json"]
        ),
    )
    assert outcome.event_lines == [
        *plan_lines(kind, name, f"conflict: {message}"),
        f"failed 6: {message} | {HINT}{also}",
    ]
    planned = outcome.report.results["m.yaml"].plan
    assert planned
    assert planned.differences == differences
    assert outcome.exit_code == 6
    assert outcome.calls == [f"Describe{kind}"]


@BOTH_KINDS
def test_the_same_content_created_since_the_plan(harness: Harness, kind: str) -> None:
    harness.serve("success")
    spec = harness.spec(kind, "raced", CertifyForMarketplace=True)
    outcome = harness.run(
        harness.manifest(kind, "raced"),
        on_event=at_the_create_stage(lambda: harness.call(operation("create", kind), **spec)),
    )
    jobs = (UNCHANGED, COMPLETED) if kind == "Algorithm" else (COMPLETED,)
    assert outcome.event_lines == [
        *plan_lines(kind, "raced"),
        *create_lines(kind, "raced", "attached"),
        *watch_lines(kind, "raced", Lifecycle((FIRST_SCANNING, VALIDATING, *jobs), extra_poll=False)),
    ]
    assert outcome.exit_code == 0


@BOTH_KINDS
def test_different_content_created_since_the_plan(harness: Harness, kind: str) -> None:
    harness.serve("success")
    spec = harness.spec(kind, "lost-race", CertifyForMarketplace=True, **{f"{kind}Description": "theirs"})
    outcome = harness.run(
        harness.manifest(kind, "lost-race"),
        on_event=at_the_create_stage(lambda: harness.call(operation("create", kind), **spec)),
    )
    difference = f'{kind}Description:\n  - "theirs"\n  + "{DESCRIPTIONS[kind]}"'
    assert outcome.event_lines == [
        *plan_lines(kind, "lost-race"),
        f"failed 6: conflict: lost-race exists with different content | {HINT}\n{difference}",
    ]
    assert outcome.exit_code == 6


@BOTH_KINDS
def test_a_deletion_ends_the_watch(harness: Harness, kind: str) -> None:
    harness.serve("success")

    def on_event(event: events.Event) -> None:
        if isinstance(event, events.StatusChanged) and event.status == "Pending":
            for _ in range(6):  # until it is Completed
                harness.call(operation("describe", kind), **name_field(kind, "removed"))
            harness.call(operation("delete", kind), **name_field(kind, "removed"))

    outcome = harness.run(harness.manifest(kind, "removed"), on_event=on_event)
    assert outcome.event_lines[-4:] == [
        f"60 {TITLES[kind]} removed Deleting",
        "status=Deleting",
        "failed 3: removed was deleted during the watch | create it again if it is still needed",
        "watch m.yaml ended badly",
    ]
    assert outcome.exit_code == 3
    assert outcome.report.outputs()["arn"] == arn(kind, "removed")
