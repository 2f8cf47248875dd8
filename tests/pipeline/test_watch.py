"""Watching by ARN and by manifest: resuming a running validation, and resources that do not exist."""

from __future__ import annotations

import pytest
from tests.pipeline.expected import (
    COMPLETED,
    FIRST_SCANNING,
    TITLES,
    UNCHANGED,
    VALIDATING,
    Lifecycle,
    arn,
    console_url,
    resume_hint,
    watch_lines,
)
from tests.pipeline.harness import Harness, SingleAttemptAccount

BOTH = pytest.mark.parametrize("kind", TITLES)


def resumed(kind: str, name: str, file: str) -> list[str]:
    """The lines up to the first poll."""
    named = [f"kind={kind}", f"name={name}", "region=us-east-1"]
    return [
        *named,
        f"arn={arn(kind, name)}",
        "action-taken=watched",
        f"console-url={console_url(kind)}",
        f"watch {file}",
    ]


def rest(kind: str, *first: tuple[str | None, str | None, str | None]) -> Lifecycle:
    """The lifecycle from its second poll on."""
    return Lifecycle(
        (*first, VALIDATING, *((UNCHANGED, COMPLETED) if kind == "Algorithm" else (COMPLETED,))), extra_poll=False
    )


@BOTH
def test_resume_by_arn_after_a_timeout(harness: Harness, kind: str) -> None:
    harness.serve("success")
    name, file = "by-arn", arn(kind, "by-arn")
    late = harness.run(harness.manifest(kind, name), timeout_minutes=0)
    assert late.exit_code == 5
    assert [failure.title for failure in late.report.failures] == ["Timed out; validation continues"]
    assert late.event_lines[-2:] == [
        f"failed 5: timed out: {file} is still Pending | {resume_hint(file)}",
        "watch m.yaml ended badly",
    ]
    outcome = harness.run(file, command="watch")
    assert outcome.event_lines == [
        *resumed(kind, name, file),
        *watch_lines(kind, name, rest(kind, FIRST_SCANNING), file),
    ]
    assert outcome.exit_code == 0
    assert set(outcome.calls) == {f"Describe{kind}"}


@BOTH
def test_resume_by_manifest(harness: Harness, kind: str) -> None:
    harness.serve("success")
    name = "by-manifest"
    manifest = harness.manifest(kind, name)
    harness.run(manifest, wait=False)
    outcome = harness.run(manifest, command="watch")
    assert outcome.event_lines == [
        *resumed(kind, name, manifest),
        *watch_lines(kind, name, rest(kind, FIRST_SCANNING)),
    ]
    assert outcome.exit_code == 0
    assert set(outcome.calls) == {f"Describe{kind}"}


@BOTH
def test_a_manifest_of_a_missing_resource(harness: Harness, kind: str) -> None:
    harness.serve("success")
    outcome = harness.run(harness.manifest(kind, "absent"), command="watch")
    assert outcome.event_lines == [f"failed 3: {TITLES[kind]} not found in us-east-1: absent | create it first"]
    assert outcome.exit_code == 3


@BOTH
def test_an_arn_of_a_missing_resource(harness: Harness, kind: str) -> None:
    harness.serve("success")
    file = arn(kind, "absent")
    outcome = harness.run(file, command="watch")
    assert outcome.event_lines == [
        *resumed(kind, "absent", file),
        f"failed 3: {TITLES[kind]} not found: {file} | check the ARN, and that the credentials belong to its account",
        f"watch {file} ended badly",
    ]
    assert outcome.exit_code == 3


@pytest.mark.parametrize(
    "name",
    [
        "arn:aws:s3:::bucket",
        "arn:aws:sagemaker:us-east-1:123456789012:endpoint/churn",
        "arn:aws:sagemaker:us-east-1:12:algorithm/churn",
        "arn:aws:sagemaker:us-east-1:123456789012:algorithm/",
    ],
)
def test_an_arn_of_something_else(harness: Harness, name: str) -> None:
    outcome = harness.run(name, command="watch")
    assert outcome.event_lines == [
        f"failed 2: invalid ARN of a model package or algorithm: {name} | "
        "use arn:aws:sagemaker:us-east-1:<account>:model-package/<name> or ...:algorithm/<name>"
    ]
    assert outcome.exit_code == 2


def test_an_incomplete_manifest(harness: Harness) -> None:
    harness.serve("success")
    (harness.root / "m.yaml").write_text("kind: Algorithm\nregion: us-east-1\nspec: {}\n", "utf-8")
    outcome = harness.run("m.yaml", command="watch")
    assert outcome.event_lines == [
        "failed 2: invalid manifest m.yaml: kind, region or name is missing | run sagemaker-marketplace check m.yaml"
    ]
    assert outcome.calls == []


def test_a_region_setting_that_contradicts_the_arn(harness: Harness) -> None:
    outcome = harness.run(arn("Algorithm", "churn"), command="watch", region="eu-west-1")
    contradiction = "region mismatch: the region setting is eu-west-1, but the ARN uses us-east-1"
    assert outcome.event_lines == [f"failed 2: {contradiction} | use the same Region in both, or omit the setting"]


def test_a_region_setting_that_contradicts_the_manifest(harness: Harness) -> None:
    harness.serve("success")
    outcome = harness.run(harness.manifest("Algorithm", "elsewhere"), command="watch", region="eu-west-1")
    assert outcome.event_lines == [
        "failed 2: region mismatch: the region setting is eu-west-1, but m.yaml uses us-east-1 | "
        "use the same Region in both, or omit the setting",
    ]
    assert outcome.calls == []


def test_no_response_to_the_lookup_of_a_manifest_is_not_a_bug(harness: Harness) -> None:
    harness.serve("throttled")
    manifest = harness.manifest("Algorithm", "busy")
    harness.call("create_algorithm", **harness.spec("Algorithm", "busy"))
    outcome = harness.run(manifest, command="watch", account=SingleAttemptAccount)
    throttled = "AWS throttled the request: DescribeAlgorithm: ThrottlingException"
    assert outcome.event_lines == [f"failed 3: {throttled} | retry later"]
    assert (outcome.exit_code, outcome.calls) == (3, ["DescribeAlgorithm"])


def test_several_are_watched_together(harness: Harness) -> None:
    harness.serve("training-fails")
    package = harness.manifest("ModelPackage", "together", "package.yaml")
    trainer = harness.manifest("Algorithm", "together", "trainer.yaml")
    harness.run(package, trainer, wait=False)
    arns = [arn(kind, "together") for kind in TITLES]
    outcome = harness.run(*arns, command="watch")
    assert outcome.exit_code == 4
    assert {result.manifest: result.outputs["status"] for result in outcome.report.results.values()} == {
        arns[0]: "Completed",
        arns[1]: "Failed",
    }


def test_a_missing_resource_does_not_stop_the_others(harness: Harness) -> None:
    harness.serve("success")
    there = harness.manifest("ModelPackage", "there", "there.yaml")
    absent = harness.manifest("ModelPackage", "absent-too", "absent.yaml")
    harness.run(there, wait=False)
    outcome = harness.run(absent, there, command="watch")
    assert outcome.exit_code == 3
    assert outcome.report.results["there.yaml"].outputs["status"] == "Completed"
