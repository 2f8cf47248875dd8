"""Outputs: the next step reads exactly what was written for the runner."""

from __future__ import annotations

import json
from collections.abc import Callable

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
