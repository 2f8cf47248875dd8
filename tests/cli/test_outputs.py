"""Outputs: the next step reads exactly what was written for the runner."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from sagemaker_marketplace import action
from sagemaker_marketplace.report import events
from sagemaker_marketplace.report.report import Report
from sagemaker_marketplace.settings import options

Outputs = Callable[[], dict[str, str]]
Parsed = Callable[[str], list[tuple[str, str]]]
ODD = st.sampled_from(
    ["\n", "=", "<<", "<<EOF\n", "EOF\n", "ghadelimiter_", "\u2028", "\x85", "\t", " ", "x=y\n", "::"]
)
strings = st.lists(ODD | st.text(st.characters(exclude_characters="\r\0", codec="utf-8")), max_size=8).map("".join)


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(written=st.lists(st.tuples(st.sampled_from(list(options.OUTPUTS)), strings), max_size=4))
def test_any_output_reaches_the_next_step_unchanged(
    written: list[tuple[str, str]], parsed: Parsed, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.getbasetemp() / "outputs"
    file.write_bytes(b"")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GITHUB_OUTPUT", str(file))
        for name, value in written:
            action._Step("").set_output(name, value)
    assert parsed(file.read_bytes().decode()) == written


@pytest.mark.parametrize(
    ("value", "expected"),
    [("a\rb", "a b"), ("a\r\nb", "a \nb"), ("a\0b", "ab"), ("x" * 200_000, "x" * 200_000), ("", "")],
)
def test_characters_that_are_removed_from_an_output(value: str, expected: str, outputs: Outputs) -> None:
    action._Step("").set_output("name", value)
    assert outputs() == {"name": expected}


def test_an_output_that_is_too_long_is_omitted_with_a_warning(
    outputs: Outputs, capsys: pytest.CaptureFixture[str]
) -> None:
    action._Step("").set_output("results", "x" * 200_001)
    assert outputs() == {}
    assert capsys.readouterr().out == (
        "::warning title=sagemaker-marketplace::output results is omitted because it has 200,001 characters; "
        "use output: json=FILE\n"
    )


def created(number: int) -> events.OutputChanged:
    return events.OutputChanged(f"m{number}", "arn", f"arn:aws:sagemaker:us-east-2:123456789012:algorithm/a{number}")


def test_the_results_of_many_stay_small_and_are_those_of_nearly_all(parsed: Parsed, mounted: Path) -> None:
    report, step = Report("create", "error"), action._Step("")
    numbers = range(1000)
    events_of_all: list[events.Event] = [
        events.ManifestsFound(tuple(f"m{number}" for number in numbers)),
        *map(created, numbers),
    ]
    for event in events_of_all:
        report.add(event)
        step.on_event(event, report)
    outputs = parsed((mounted.parent / "output").read_text())
    written = [json.loads(value) for name, value in outputs if name == "results"]
    assert 900 < len(written[-1]) <= 1000
    assert sum(map(len, written)) < 12 * 1000
    assert dict(outputs)["arn"] == created(0).value


def test_the_results_of_many_without_room_for_all_fields(outputs: Outputs, capsys: pytest.CaptureFixture[str]) -> None:
    report, step = Report("create", "error"), action._Step("")
    for number in range(1000):
        report.add(created(number))
        report.add(events.OutputChanged(f"m{number}", "console-url", "https://example.com/" + "x" * 200))
    step.finish(report)
    results = json.loads(outputs()["results"])
    assert (len(results), results[999]) == (1000, {"manifest": "m999", "arn": created(999).value})
    assert capsys.readouterr().out == (
        "::warning title=sagemaker-marketplace::output results has only the main fields, because all have no room; "
        "use output: json=FILE\n"
    )


def test_what_many_manifests_leave_is_saved_once_each_and_read_by_the_post_step(
    parsed: Parsed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = tmp_path / "state"
    state.touch()
    monkeypatch.setenv("GITHUB_STATE", str(state))
    report, step = Report("create", "error"), action._Step("mark")
    manifests = [f"m{number}" for number in range(300)]
    for manifest in manifests:
        for event in (
            events.StageStarted("create", manifest),
            events.OutputChanged(manifest, "arn", f"arn-{manifest}"),
        ):
            report.add(event)
            step.on_event(event, report)
    step.on_event(events.OutputChanged("m0", "arn", "arn-m0"), report)  # nothing new
    ended = events.OutputChanged("m7", "status", "Completed")
    report.add(ended)
    step.on_event(ended, report)
    saved = parsed(state.read_text())
    assert len(saved) == 2 * 300 + 1
    assert max(len(value) for _, value in saved) < 300
    for name, value in saved:
        monkeypatch.setenv(f"STATE_{name}", value)
    left = [leftover.arn for leftover in action._leftovers()]
    assert left == [f"arn-{manifest}" for manifest in manifests if manifest != "m7"]


def test_the_single_outputs_are_those_of_the_first_manifest_whichever_comes_first(outputs: Outputs) -> None:
    report, step = Report("create", "error"), action._Step("")
    for event in (events.ManifestsFound(("m1", "m2")), created(2), created(1)):
        report.add(event)
        step.on_event(event, report)
    assert outputs()["arn"] == created(1).value


def test_workflow_commands_in_outputs_are_disabled(outputs: Outputs) -> None:
    report = Report("create", "error")
    event = events.OutputChanged("m", "failure-reason", "it said ##[add-mask]x\x1b[31m\u202e\n::error::y")
    report.add(event)
    action._Step("").on_event(event, report)
    assert outputs() == {"failure-reason": "it said ## [add-mask]x\ufffd[31m ::error::y"}


HOSTILE = "::error::x ##[error]\x1b[31m\n::stop-commands::y"
PLAN = events.PlanMade(
    "m.yaml",
    "conflict",
    f"conflict {HOSTILE}",
    "CreateAlgorithm",
    "us-east-1",
    {"AlgorithmName": "not part of the output"},
    differences=(events.Difference(("A", 0), [HOSTILE, 1, None], {HOSTILE: 0.5}),),
    jobs=(events.PlannedJob("transform", "ml.m5.large", 1, 0.6, 10, 30, "2026-01-01"),),
    name="one",
    creates=False,
)


@pytest.mark.parametrize(
    ("command", "plan"),
    [
        (
            "plan",
            [
                {
                    "manifest": "m.yaml",
                    "region": "us-east-1",
                    "decision": "conflict",
                    "reason": "conflict ::error::x ## [error]\ufffd[31m ::stop-commands::y",
                    "name": "one",
                    "operation": "CreateAlgorithm",
                    "creates": False,
                    "differences": [
                        {
                            "field": "A[0]",
                            "path": ["A", 0],
                            "existing": ["\u200b::error::x ## [error]\ufffd[31m ::stop-commands::y", 1, None],
                            "manifest": {"\u200b::error::x ## [error]\ufffd[31m ::stop-commands::y": 0.5},
                            "image_digest": "",
                        }
                    ],
                    "jobs": [
                        {
                            "job_type": "transform",
                            "instance_type": "ml.m5.large",
                            "instance_count": 1,
                            "hourly_usd": 0.6,
                            "likely_minutes": 10,
                            "max_minutes": 30,
                            "price_date": "2026-01-01",
                            "likely_usd": 0.1,
                            "max_usd": 0.3,
                        }
                    ],
                    "cost": {"likely_usd": 0.1, "max_usd": 0.3},
                    "added_fields": [],
                    "visible_to_buyers": [],
                }
            ],
        ),
        ("create", None),
    ],
)
def test_the_output_plan_has_decisions_differences_and_cost(command: str, plan: object, outputs: Outputs) -> None:
    report = Report(command, "error")
    report.add(PLAN)
    action._Step("").finish(report)
    assert json.loads(outputs().get("plan", "null")) == plan
    assert "\n" not in outputs().get("plan", "")
