"""What create does with a name that exists already: each row of the table, for both kinds."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from tests.pipeline.bench import Bench
from tests.pipeline.story import DONE, LATE, RUNS, SAME, TITLES, Life, arn, created, planned, watched, why

from sagemaker_marketplace.report import events

HINT = "certified resources are immutable; use a new name"
REASON = "AlgorithmError: See job logs for more information"
BOTH = pytest.mark.parametrize("kind", TITLES)
# How a description differs from the one of the sound request, as a plan puts it.
SOUND = {"ModelPackage": "Scores customers by their risk to leave", "Algorithm": "Trains a scorer of churn"}


def act(verb: str, kind: str) -> str:
    return f"{verb}_{TITLES[kind].replace(' ', '_')}"


def member(kind: str, name: str) -> dict[str, str]:
    return {f"{kind}Name": name}


def at_the_create_stage(do: Callable[[], Any]) -> Callable[[events.Event], None]:
    """Do something between the plan and the create call."""

    def on_event(event: events.Event) -> None:
        if isinstance(event, events.StageStarted) and event.stage == "create":
            do()

    return on_event


@BOTH
def test_completed_with_the_same_content_is_unchanged(bench: Bench, kind: str) -> None:
    bench.serve("success")
    manifest = bench.manifest(kind, "done")
    assert bench.run(manifest).exit_code == 0
    again = bench.run(manifest)
    assert again.story == [
        *planned(kind, "done", "unchanged: no changes: already exists with the same content (Completed)"),
        *created(kind, "done", "unchanged"),
        *watched(kind, "done", Life((("Completed", "Completed", "Completed"),), longer=False)),
    ]
    assert again.exit_code == 0
    assert again.calls == [f"Describe{kind}"] * 2


@BOTH
@pytest.mark.parametrize("status", ["Pending", "InProgress"])
def test_validation_under_way_is_attached_to(bench: Bench, kind: str, status: str) -> None:
    bench.serve("success")
    name = f"under-way-{status}"
    manifest = bench.manifest(kind, name)
    bench.run(manifest, wait=False)
    if status == "InProgress":
        bench.run(manifest, command="plan")
    outcome = bench.run(manifest)
    jobs = (SAME, DONE) if kind == "Algorithm" else (DONE,)
    looks = (LATE, RUNS, *jobs) if status == "Pending" else (("Completed", "InProgress", "InProgress"), *jobs)
    assert outcome.story == [
        *planned(kind, name, f"attach: will be watched: already exists with the same content ({status})"),
        *created(kind, name, "attached"),
        *watched(kind, name, Life(looks, longer=False)),
    ]
    assert outcome.exit_code == 0
    assert set(outcome.calls) == {f"Describe{kind}"}


@BOTH
def test_failed_with_the_same_content_fails_with_the_reason(bench: Bench, kind: str) -> None:
    bench.serve("invocations-fail")
    manifest = bench.manifest(kind, "failed")
    bench.run(manifest)
    outcome = bench.run(manifest)
    hint = "set replace-failed to delete the resource and create it again"
    assert outcome.story == [
        *planned(kind, "failed", "failed: failed: failed exists with the same content and failed validation"),
        *(f"arn={arn(kind, 'failed')}", "status=Failed", f"failure-reason=validation failed: {REASON}"),
        f"failed 4: failed failed validation: validation failed: {REASON} | {hint}",
    ]
    assert outcome.exit_code == 4
    assert outcome.calls == [f"Describe{kind}"]


@BOTH
def test_a_plan_that_can_t_be_carried_out_fails_as_the_create_would(bench: Bench, kind: str) -> None:
    bench.serve("invocations-fail")
    manifest = bench.manifest(kind, "foreseen")
    bench.run(manifest)
    foreseen, done = bench.run(manifest, command="plan"), bench.run(manifest)
    assert foreseen.exit_code == done.exit_code == 4
    assert foreseen.story[-1] == done.story[-1]
    nothing: dict[str, Any] = {f"{kind}Description": None}
    other = bench.manifest(kind, "foreseen", **nothing)
    foreseen, done = bench.run(other, command="plan"), bench.run(other)
    assert foreseen.exit_code == done.exit_code == 3
    assert foreseen.story[-1] == done.story[-1]
    replacing = bench.run(other, command="plan", replace_failed=True)
    assert replacing.exit_code == 0
    assert set(replacing.calls) == {f"Describe{kind}"}


def placeless(story: list[str]) -> list[str]:
    """A story without line numbers: another manifest has other ones."""
    return [re.sub(r"m\.yaml:\d+", "m.yaml", line) for line in story]


@BOTH
@pytest.mark.parametrize("description", ["same", "other"])
def test_failed_is_replaced_when_asked_for(bench: Bench, kind: str, description: str) -> None:
    bench.serve("invocations-fail")
    name = f"replaced-{description}"
    first = bench.run(bench.manifest(kind, name))
    changes: dict[str, Any] = {f"{kind}Description": None} if description == "other" else {}
    outcome = bench.run(bench.manifest(kind, name, **changes), replace_failed=True)
    said = f"validation {name}: {REASON}"
    looks = first.story[first.story.index("watch m.yaml") + 1 :]
    assert placeless(outcome.story) == [
        *planned(kind, name, "replace: will be replaced: the existing resource failed validation"),
        f"note: deleting {name}, which failed validation",
        f"note: waiting for the deletion of the existing {name}",
        *created(kind, name, "replaced"),
        *placeless(looks),
    ]
    assert outcome.exit_code == 4
    assert outcome.report.outputs()["failure-reason"] == why(said).reason(said)
    gone = [f"Describe{kind}"] * 3
    assert outcome.calls[:6] == [f"Describe{kind}", f"Delete{kind}", *gone, f"Create{kind}"]
    assert set(outcome.calls[6:]) == {f"Describe{kind}"}


def test_each_replacement_has_a_token_of_its_own(bench: Bench) -> None:
    bench.serve("invocations-fail")
    manifest = bench.manifest("ModelPackage", "token")
    runs = [bench.run(manifest, replace_failed=again) for again in (False, False, True, True)]
    plans = [event for run in runs for _, event in run.told if isinstance(event, events.PlanMade)]
    tokens = [plan.request["ClientToken"] for plan in plans]
    assert tokens[0] == tokens[1]
    assert len(set(tokens)) == 3
    assert {len(token) for token in tokens} == {36}


@BOTH
def test_what_is_being_deleted_is_waited_for(bench: Bench, kind: str) -> None:
    bench.serve("slow-delete")
    manifest = bench.manifest(kind, "leaving")
    bench.run(manifest, wait=False)
    bench.call(act("delete", kind), **member(kind, "leaving"))
    start = planned(kind, "leaving", "create-after-deletion: will be created once the existing resource is deleted")
    waiting = "note: waiting for the deletion of the existing leaving"
    early = bench.run(manifest, timeout_minutes=0.25)
    late = "failed 5: timed out: leaving is still being deleted | retry later"
    assert early.story == [*start, waiting, late]
    assert early.exit_code == 5
    outcome = bench.run(manifest)
    assert outcome.story == [*start, waiting, *created(kind, "leaving"), *watched(kind, "leaving")]
    assert outcome.exit_code == 0
    assert outcome.calls.count(f"Create{kind}") == 1
    assert f"Delete{kind}" not in outcome.calls


@BOTH
@pytest.mark.parametrize(
    ("scenario", "status", "also"),
    [
        ("success", "Completed", ""),
        ("never-finishes", "InProgress", ""),
        ("invocations-fail", "Failed", ", or set replace-failed to delete the failed resource"),
    ],
)
def test_other_content_is_a_conflict(bench: Bench, kind: str, scenario: str, status: str, also: str) -> None:
    bench.serve(scenario)
    name = f"other-{scenario}"
    bench.run(bench.manifest(kind, name), timeout_minutes=10)
    spec = bench.spec(kind, name)
    inference = {**spec["InferenceSpecification"], "SupportedContentTypes": ["text/csv", "application/json"]}
    changes: dict[str, Any] = {f"{kind}Description": None, "InferenceSpecification": inference}
    outcome = bench.run(bench.manifest(kind, name, **changes))
    message = f"conflict: {name} exists with different content ({status})"
    asked, there = '["text/csv", "application/json"]', '["text/csv"]'
    types = "InferenceSpecification.SupportedContentTypes"
    differences = [
        f"{types}:\n  - {there}\n  + {asked}",
        f'{kind}Description:\n  - "{SOUND[kind]}"',
    ]
    assert outcome.story == [
        *planned(kind, name, f"conflict: {message}"),
        f"failed 3: {message} | " + "\n".join([f"{HINT}{also}", *differences]),
    ]
    assert outcome.exit_code == 3
    assert outcome.calls == [f"Describe{kind}"]


def test_an_other_image_is_told_with_its_place(bench: Bench) -> None:
    bench.serve("success")
    spec = bench.spec("ModelPackage", "image")
    bench.run(bench.manifest("ModelPackage", "image"))
    image = spec["InferenceSpecification"]["Containers"][0]["Image"]
    newer = image.replace(":1.0", ":1.1")
    inference = {**spec["InferenceSpecification"], "Containers": [{"Image": newer}]}
    outcome = bench.run(bench.manifest("ModelPackage", "image", InferenceSpecification=inference), command="plan")
    (plan,) = [event for _, event in outcome.told if isinstance(event, events.PlanMade)]
    location = "InferenceSpecification.Containers[0].Image"
    assert plan.differences == (f'{location}:\n  - "{image}"\n  + "{newer}"',)


@BOTH
def test_a_name_taken_since_the_plan_by_the_same_content(bench: Bench, kind: str) -> None:
    bench.serve("success")
    spec = bench.spec(kind, "raced", CertifyForMarketplace=True)
    outcome = bench.run(
        bench.manifest(kind, "raced"), on_event=at_the_create_stage(lambda: bench.call(act("create", kind), **spec))
    )
    jobs = (SAME, DONE) if kind == "Algorithm" else (DONE,)
    assert outcome.story == [
        *planned(kind, "raced"),
        *created(kind, "raced", "attached"),
        *watched(kind, "raced", Life((LATE, RUNS, *jobs), longer=False)),
    ]
    assert outcome.exit_code == 0


@BOTH
def test_a_name_taken_since_the_plan_by_other_content(bench: Bench, kind: str) -> None:
    bench.serve("success")
    spec = bench.spec(kind, "lost-race", CertifyForMarketplace=True, **{f"{kind}Description": "theirs"})
    outcome = bench.run(
        bench.manifest(kind, "lost-race"), on_event=at_the_create_stage(lambda: bench.call(act("create", kind), **spec))
    )
    difference = f'{kind}Description:\n  - "theirs"\n  + "{SOUND[kind]}"'
    assert outcome.story == [
        *planned(kind, "lost-race"),
        f"failed 3: conflict: lost-race exists with different content | {HINT}\n{difference}",
    ]
    assert outcome.exit_code == 3


@BOTH
def test_what_is_deleted_while_it_is_watched_ends_the_watch(bench: Bench, kind: str) -> None:
    bench.serve("success")

    def on_event(event: events.Event) -> None:
        if isinstance(event, events.StatusChanged) and event.status == "Pending":
            bench.call(act("delete", kind), **member(kind, "removed"))

    outcome = bench.run(bench.manifest(kind, "removed"), on_event=on_event)
    assert outcome.story[-4:] == [
        f"60 {TITLES[kind]} removed Deleting",
        "status=Deleting",
        "failed 3: removed was deleted during the watch | create it again if it is still needed",
        "watch m.yaml ended badly",
    ]
    assert outcome.exit_code == 3
    assert outcome.report.outputs()["arn"] == arn(kind, "removed")
