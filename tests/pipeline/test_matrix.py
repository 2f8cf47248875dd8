"""The matrix of a plan: which jobs it has, what is in them, and what is left out."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.pipeline.harness import Harness

from sagemaker_marketplace.plan.matrix import JOB_MINUTES, MAX_BYTES, MAX_CHARACTERS, MAX_JOBS, Work, fit, split
from sagemaker_marketplace.report import matrix, messages, output_values
from sagemaker_marketplace.report.matrix import MatrixJob, MatrixPlanned

ROLE, OTHER_ROLE = "arn:aws:iam::111122223333:role/release", "arn:aws:iam::444455556666:role/release"
TRANSFORM, TRAINING = "ml.m5.xlarge for transform job usage", "ml.m5.xlarge for training job usage"


def minutes(*each: float, name: str = TRANSFORM) -> list[Work]:
    """Manifests `1`, `2`, … that need so many minutes of instances."""
    return [Work(str(number), {name: value}) for number, value in enumerate(each, 1)]


@pytest.mark.parametrize(
    ("work", "limits", "jobs"),
    [
        (minutes(10), {}, ["1"]),
        (minutes(*[10] * 4), {TRANSFORM: 1}, ["1 2 3 4"]),
        (minutes(*[110] * 4), {TRANSFORM: 1}, ["1 2 3", "4"]),
        (minutes(*[110] * 4), {TRANSFORM: 2}, ["1 2 3 4"]),
        (minutes(*[110] * 4), {TRAINING: 1}, ["1 2 3 4"]),
        (minutes(*[110] * 4), {}, ["1 2 3 4"]),
        (minutes(331, 331, 1), {TRANSFORM: 1}, ["1", "2", "3"]),
        ([*minutes(330), Work("2", {TRAINING: 330}), Work("3", {})], {TRANSFORM: 1, TRAINING: 1}, ["1 2 3"]),
        ([*minutes(330), Work("2", {TRAINING: 330, TRANSFORM: 1})], {TRANSFORM: 1, TRAINING: 1}, ["1", "2"]),
    ],
)
def test_there_are_several_jobs_if_one_would_be_too_long(
    work: list[Work], limits: dict[str, float], jobs: list[str]
) -> None:
    assert [" ".join(job.manifests) for job in split("", "us-east-1", work, limits)] == jobs


@pytest.mark.parametrize(
    ("role", "work", "jobs"),
    [
        ("", minutes(1), [MatrixJob("us-east-1", "", "us-east-1", "", ("1",))]),
        (ROLE, minutes(1), [MatrixJob("111122223333 us-east-1", "111122223333", "us-east-1", ROLE, ("1",))]),
        (
            ROLE,
            minutes(400, 400),
            [
                MatrixJob("111122223333 us-east-1 (1 of 2)", "111122223333", "us-east-1", ROLE, ("1",)),
                MatrixJob("111122223333 us-east-1 (2 of 2)", "111122223333", "us-east-1", ROLE, ("2",)),
            ],
        ),
    ],
)
def test_a_job_has_a_name_and_an_account(role: str, work: list[Work], jobs: list[MatrixJob]) -> None:
    assert list(split(role, "us-east-1", work, {TRANSFORM: 1})) == jobs


NAMES = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=200)
WORK = st.builds(Work, NAMES, st.dictionaries(st.sampled_from([TRANSFORM, TRAINING]), st.floats(0, 400)))


@given(st.lists(WORK, min_size=1, max_size=40, unique_by=lambda work: work.manifest), st.integers(1, 4))
def test_each_manifest_is_in_one_job_that_has_time_for_it(work: list[Work], limit: int) -> None:
    jobs = list(split(ROLE, "us-east-1", work, {TRANSFORM: limit}))
    assert [name for job in jobs for name in job.manifests] == [each.manifest for each in work]
    needed = {each.manifest: each.minutes.get(TRANSFORM, 0) for each in work}
    for job in jobs:
        total = sum(needed[name] for name in job.manifests)
        assert len(job.manifests) == 1 or total <= JOB_MINUTES * limit * 1.000001


@given(st.lists(st.tuples(NAMES, st.integers(1, 400)), min_size=1, max_size=300))
def test_a_matrix_has_no_more_than_github_accepts(given_jobs: list[tuple[str, int]]) -> None:
    works = [[Work(f"{name}{number}", {}) for number in range(count)] for name, count in given_jobs]
    jobs = [job for work in works for job in split(ROLE, "us-east-1", work, {})]
    fitting = list(fit(jobs))
    assert all(len("\n".join(job.manifests).encode()) <= MAX_BYTES for job in jobs)
    assert len(fitting) <= MAX_JOBS
    assert len(matrix.output(fitting)) <= MAX_CHARACTERS
    assert all(kept.manifests == job.manifests for kept, job in zip(fitting[:-1], jobs, strict=False))
    assert fitting[-1].manifests == jobs[len(fitting) - 1].manifests[: len(fitting[-1].manifests)]


@pytest.mark.parametrize(
    ("names", "sizes"),
    [
        (["x" * 999] * 100, [100]),
        (["x" * 999] * 101, [100, 1]),
        (["é" * 499 + "x"] * 101, [100, 1]),
        (["x" * 150_000, "y"], [1, 1]),
    ],
)
def test_the_list_of_a_job_is_a_value_that_an_input_can_have(names: list[str], sizes: list[int]) -> None:
    jobs = split("", "us-east-1", [Work(name, {}) for name in names], {})
    assert [len(job.manifests) for job in jobs] == sizes


@pytest.mark.parametrize(
    ("jobs", "sizes"),
    [([1] * 256, [1] * 256), ([1] * 300, [1] * 256), ([100, 100], [100, 79]), ([179, 1], [179]), ([180], [179])],
)
def test_what_has_no_room_is_left_out(jobs: list[int], sizes: list[int]) -> None:
    def job(number: int) -> MatrixJob:
        return MatrixJob("us-east-1", "", "us-east-1", "", ("x" * (998 if max(jobs) > 1 else 1),) * number)

    assert [len(each.manifests) for each in fit([job(number) for number in jobs])] == sizes


SHARED = "the matrix has 2 jobs for 111122223333 us-east-1, which share its quotas: set max-parallel"
LEFT_OUT = "left out of the matrix, which is full: plan again when the others are created"


@pytest.mark.parametrize(
    ("event", "lines"),
    [
        (MatrixPlanned(), []),
        (MatrixPlanned(tuple(split(ROLE, "us-east-1", minutes(1), {}))), []),
        (MatrixPlanned(tuple(split(ROLE, "us-east-1", minutes(400, 400), {TRANSFORM: 1}))), [SHARED]),
        (MatrixPlanned(left_out=1), [f"1 manifest is {LEFT_OUT}"]),
        (MatrixPlanned(left_out=1234), [f"1,234 manifests are {LEFT_OUT}"]),
        (MatrixPlanned(unusable=(" a",)), [" a is left out of the matrix: rename it, no input can have this name"]),
    ],
)
def test_what_is_special_about_a_matrix_is_printed(event: MatrixPlanned, lines: list[str]) -> None:
    assert messages.lines(event, {}) == lines


def entry(name: str, account: str, region: str, role: str, *manifests: str) -> dict[str, str]:
    """An entry of the output `matrix`."""
    entry = {"name": name, "account": account, "region": region, "role-to-assume": role}
    return {**entry, "manifest": "\n".join(manifests)}


def outputs(harness: Harness, *manifests: str, **settings: Any) -> tuple[list[dict[str, str]], str]:
    """The entries of the output `matrix` of a plan, and `matrix-jobs`."""
    report = harness.run(*manifests, command="plan", **settings).report
    values = output_values.of_plan(report)
    assert report.as_data()["matrix"] == [
        {
            "manifests": job["manifest"].split("\n"),
            **{key.replace("-", "_"): value for key, value in job.items() if key != "manifest"},
        }
        for job in json.loads(values["matrix"])["include"]
    ]
    return json.loads(values["matrix"])["include"], values["matrix-jobs"]


def test_there_is_a_job_for_each_account_and_region(harness: Harness) -> None:
    harness.serve("success")
    of = {
        "a.yaml": ("us-east-1", ""),
        "b.yaml": ("us-east-2", ROLE),
        "c.yaml": ("us-east-1", OTHER_ROLE),
        "d.yaml": ("us-east-1", ""),
        "e.yaml": ("us-east-2", ROLE),
        "f.yaml": ("us-east-2", ""),
    }
    files = [
        harness.manifest("ModelPackage", f"matrix-{file[0]}", file, region, role) for file, (region, role) in of.items()
    ]
    assert outputs(harness, *files) == (
        [
            entry("us-east-1", "", "us-east-1", "", "a.yaml", "d.yaml"),
            entry("111122223333 us-east-2", "111122223333", "us-east-2", ROLE, "b.yaml", "e.yaml"),
            entry("444455556666 us-east-1", "444455556666", "us-east-1", OTHER_ROLE, "c.yaml"),
            entry("us-east-2", "", "us-east-2", "", "f.yaml"),
        ],
        "4",
    )


def test_only_what_create_would_create_or_watch_is_in_a_job(harness: Harness) -> None:
    harness.serve("never-finishes")
    attach = harness.manifest("ModelPackage", "matrix-attach", "attach.yaml")
    harness.run(attach, harness.manifest("ModelPackage", "matrix-taken", "taken.yaml"), timeout_minutes=1)
    conflict = harness.manifest("ModelPackage", "matrix-taken", "taken.yaml", ModelPackageDescription="another")
    new = harness.manifest("ModelPackage", "matrix-new", "new.yaml")
    assert outputs(harness, attach, conflict, new) == (
        [entry("us-east-1", "", "us-east-1", "", "attach.yaml", "new.yaml")],
        "1",
    )


def test_an_empty_plan_has_an_empty_matrix(harness: Harness) -> None:
    harness.serve("success")
    one = harness.manifest("ModelPackage", "in-no-matrix")
    harness.run(one)
    assert outputs(harness, one) == ([], "0")
    assert outputs(harness, one, shard=(2, 2)) == ([], "0")


def test_other_commands_have_no_matrix(harness: Harness) -> None:
    harness.serve("success")
    report = harness.run(harness.manifest("ModelPackage", "in-no-matrix-2")).report
    assert (report.matrix, output_values.of_plan(report)) == (None, {})


def test_a_name_that_no_input_can_have_is_left_out(harness: Harness) -> None:
    harness.serve("success")
    files = [
        harness.manifest("ModelPackage", name, file)
        for name, file in (("matrix-odd", "a\u202e.yaml"), ("matrix-even", "b.yaml"))
    ]
    run = harness.run(*files, command="plan")
    assert run.report.matrix == MatrixPlanned(
        (MatrixJob("us-east-1", "", "us-east-1", "", ("b.yaml",)),), 0, ("a\u202e.yaml",)
    )
