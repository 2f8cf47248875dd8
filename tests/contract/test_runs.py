"""JSON lines of runs that end in other ways: interrupted, or by a bug."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from tests.contract import documents

from sagemaker_marketplace import runner
from sagemaker_marketplace.report import events
from sagemaker_marketplace.settings.settings import Settings


@pytest.mark.parametrize(
    ("error", "exit_code"),
    [(runner.Interrupted("SIGTERM"), 130), (KeyError("a bug"), 70)],
    ids=["interrupted", "bug"],
)
def test_a_run_that_ends_early_has_all_its_lines(error: BaseException, exit_code: int) -> None:
    def stream() -> Iterator[events.Event]:
        yield events.StageStarted("check", "m.yaml")
        raise error

    lines: list[str] = []
    report = runner.run(Settings(), stream(), "jsonl", lines.append)
    assert documents.errors(lines) == []
    parsed = [json.loads(line) for line in lines]
    assert [line["type"] for line in parsed] == ["run_started", "stage_started", "failure", "run_finished"]
    assert (parsed[-1]["exit_code"], report.exit_code) == (exit_code, exit_code)
    assert documents.error("report", documents.as_json(report.as_data())) == ""
