"""Watching by ARN and by manifest: what was left running is taken up, what is not there is told."""

from __future__ import annotations

import pytest
from tests.pipeline.bench import Bench, Single
from tests.pipeline.story import DONE, LATE, RUNS, SAME, TITLES, Life, arn, page, watched

BOTH = pytest.mark.parametrize("kind", TITLES)


def taken_up(kind: str, name: str, file: str) -> list[str]:
    """The story until the first look."""
    named = [f"kind={kind}", f"name={name}", "region=us-east-1"]
    return [*named, f"arn={arn(kind, name)}", "action-taken=watched", f"console-url={page(kind)}", f"watch {file}"]


def rest(kind: str, *first: tuple[str | None, str | None, str | None]) -> Life:
    """The life from its second look on."""
    return Life((*first, RUNS, *((SAME, DONE) if kind == "Algorithm" else (DONE,))), longer=False)


@BOTH
def test_time_up_then_the_arn_takes_it_up(bench: Bench, kind: str) -> None:
    bench.serve("success")
    name, file = "by-arn", arn(kind, "by-arn")
    late = bench.run(bench.manifest(kind, name), timeout_minutes=0)
    assert late.exit_code == 5
    assert late.story[-2:] == [
        f"failed 5: timed out: {file} is still Pending | "
        f"validation continues in AWS; resume with:\nsagemaker-marketplace watch {file}",
        "watch m.yaml ended badly",
    ]
    outcome = bench.run(file, command="watch")
    assert outcome.story == [*taken_up(kind, name, file), *watched(kind, name, rest(kind, LATE), file)]
    assert outcome.exit_code == 0
    assert set(outcome.calls) == {f"Describe{kind}"}


@BOTH
def test_time_up_then_the_manifest_takes_it_up(bench: Bench, kind: str) -> None:
    bench.serve("success")
    name = "by-manifest"
    manifest = bench.manifest(kind, name)
    bench.run(manifest, wait=False)
    outcome = bench.run(manifest, command="watch")
    assert outcome.story == [*taken_up(kind, name, manifest), *watched(kind, name, rest(kind, LATE))]
    assert outcome.exit_code == 0
    assert set(outcome.calls) == {f"Describe{kind}"}


@BOTH
def test_a_manifest_of_what_is_not_there(bench: Bench, kind: str) -> None:
    bench.serve("success")
    outcome = bench.run(bench.manifest(kind, "absent"), command="watch")
    assert outcome.story == [f"failed 3: {TITLES[kind]} not found in us-east-1: absent | create it first"]
    assert outcome.exit_code == 3


@BOTH
def test_an_arn_of_what_is_not_there(bench: Bench, kind: str) -> None:
    bench.serve("success")
    file = arn(kind, "absent")
    outcome = bench.run(file, command="watch")
    assert outcome.story == [
        *taken_up(kind, "absent", file),
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
def test_an_arn_of_something_else(bench: Bench, name: str) -> None:
    outcome = bench.run(name, command="watch")
    assert outcome.story == [
        f"failed 2: invalid ARN of a model package or algorithm: {name} | "
        "use arn:aws:sagemaker:us-east-1:<account>:model-package/<name> or ...:algorithm/<name>"
    ]
    assert outcome.exit_code == 2


def test_a_manifest_that_does_not_tell(bench: Bench) -> None:
    bench.serve("success")
    (bench.root / "m.yaml").write_text("kind: Algorithm\nregion: us-east-1\nspec: {}\n", "utf-8")
    outcome = bench.run("m.yaml", command="watch")
    assert outcome.story == [
        "failed 2: invalid manifest m.yaml: kind, region or name is missing | run sagemaker-marketplace check m.yaml"
    ]
    assert outcome.calls == []


def test_a_region_setting_that_contradicts_the_arn(bench: Bench) -> None:
    outcome = bench.run(arn("Algorithm", "churn"), command="watch", region="eu-west-1")
    contradiction = "the region setting is eu-west-1, the ARN says us-east-1"
    assert outcome.story == [f"failed 2: {contradiction} | make the two agree, or leave the setting out"]


def test_a_region_setting_that_contradicts_the_manifest(bench: Bench) -> None:
    bench.serve("success")
    outcome = bench.run(bench.manifest("Algorithm", "elsewhere"), command="watch", region="eu-west-1")
    assert outcome.story == [
        "failed 2: the region setting is eu-west-1, m.yaml says us-east-1 | "
        "make the two agree, or leave the setting out",
    ]
    assert outcome.calls == []


def test_no_answer_while_a_manifest_is_looked_up_is_no_bug(bench: Bench) -> None:
    bench.serve("throttled")
    manifest = bench.manifest("Algorithm", "busy")
    bench.run(manifest, wait=False)
    outcome = bench.run(manifest, command="watch", account=Single)
    assert outcome.exit_code in (0, 3)
    assert "this is a bug" not in "\n".join(outcome.story)


def test_several_are_watched_together(bench: Bench) -> None:
    bench.serve("training-fails")
    package = bench.manifest("ModelPackage", "together", "package.yaml")
    trainer = bench.manifest("Algorithm", "together", "trainer.yaml")
    bench.run(package, trainer, wait=False)
    arns = [arn(kind, "together") for kind in TITLES]
    outcome = bench.run(*arns, command="watch")
    assert outcome.exit_code == 4
    assert {result.manifest: result.outputs["status"] for result in outcome.report.results.values()} == {
        arns[0]: "Completed",
        arns[1]: "Failed",
    }


def test_one_that_is_not_there_does_not_keep_the_others_from_being_watched(bench: Bench) -> None:
    bench.serve("success")
    there = bench.manifest("ModelPackage", "there", "there.yaml")
    absent = bench.manifest("ModelPackage", "absent-too", "absent.yaml")
    bench.run(there, wait=False)
    outcome = bench.run(absent, there, command="watch")
    assert outcome.exit_code == 3
    assert outcome.report.results["there.yaml"].outputs["status"] == "Completed"
