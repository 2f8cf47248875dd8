"""A signal ends a run at once; the run prints what continues in AWS and how to resume."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest
from tests.pipeline.endpoint import NOT_FOUND, refusing_endpoint
from tests.pipeline.expected import TITLES, arn, closing_lines, resume_hint
from tests.pipeline.harness import Harness

from sagemaker_marketplace import runner
from sagemaker_marketplace.report import events
from sagemaker_marketplace.settings.settings import Settings

PROGRAM = [sys.executable, "-m", "sagemaker_marketplace"]


@pytest.mark.parametrize(("kind", "number"), [("ModelPackage", signal.SIGINT), ("Algorithm", signal.SIGTERM)])
def test_a_signal_during_a_watch(harness: Harness, kind: str, number: signal.Signals) -> None:
    harness.serve("never-finishes")
    name = f"stopped-{number.name}"
    command = [*PROGRAM, "create", harness.manifest(kind, name), "--poll-seconds", "240"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout
        while "Pending" not in process.stdout.readline():
            assert process.poll() is None
        process.send_signal(number)
        rest, errors = process.communicate(timeout=60)  # long before the next poll
    lines = rest.splitlines()
    begin = lines.index(f"sagemaker-marketplace: interrupted by {number.name}")
    assert lines[begin : begin + 4] == [
        f"sagemaker-marketplace: interrupted by {number.name}",
        "  validation continues in AWS",
        "",
        f"Interrupted; validation continues: {name} ({TITLES[kind]}, us-east-1)",
    ]
    assert lines[-2:] == [
        f"  Resume    sagemaker-marketplace watch {arn(kind, name)}",
        f"            in a workflow, with: {{command: watch, manifest: {arn(kind, name)}}}",
    ]
    assert errors == ""
    assert process.returncode == 130


def test_a_signal_before_the_first_stage() -> None:
    def stream() -> events.Event:
        raise runner.Interrupted("SIGTERM")

    text: list[str] = []
    report = runner.run(Settings(command="create"), (stream() for _ in range(1)), "text", text.append)
    assert text == ["sagemaker-marketplace: interrupted by SIGTERM", "  nothing was changed"]
    assert report.exit_code == 130


@pytest.fixture
def signal_handlers() -> Iterator[None]:
    """Handle signals as the program does, and restore the handlers afterwards."""
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    runner.handle_signals()
    yield
    for number, handler in handlers.items():
        signal.signal(number, handler)


@pytest.mark.usefixtures("signal_handlers")
def test_a_signal_during_the_create_call(harness: Harness) -> None:
    harness.serve("success")
    harness.sandbox = None
    with refusing_endpoint(NOT_FOUND, NOT_FOUND, lambda: os.kill(os.getpid(), signal.SIGTERM)) as url:
        harness.patch.setenv("AWS_ENDPOINT_URL", url)
        outcome = harness.run(harness.manifest("Algorithm", "unknown"))
    assert outcome.event_lines[-2:] == [
        "create m.yaml",
        "failed 130: interrupted by SIGTERM | unknown might have been created: run the same command again to find out",
    ]
    assert outcome.exit_code == 130


def test_a_signal_while_a_line_is_printed(harness: Harness) -> None:
    harness.serve("never-finishes")
    interrupted_lines: list[str] = []

    def write(line: str) -> None:
        if line == "watch m.yaml" and line not in interrupted_lines:
            interrupted_lines.append(line)
            raise runner.Interrupted("SIGTERM")

    outcome = harness.run(harness.manifest("Algorithm", "printed"), write=write, timeout_minutes=1)
    assert outcome.exit_code == 130
    command, workflow = resume_hint(arn("Algorithm", "printed")).splitlines()[1:]
    resume = f"{command}\n{workflow.removeprefix('or, ')}"
    assert outcome.output[-9:] == [
        "sagemaker-marketplace: interrupted by SIGTERM",
        "  validation continues in AWS",
        *closing_lines("Algorithm", "printed", "Interrupted; validation continues", Duration="0 s", Resume=resume),
    ]


def test_a_signal_that_breaks_a_lock_is_no_internal_error() -> None:
    def stream() -> Iterator[events.Event]:
        try:
            raise runner.Interrupted("SIGINT")
        finally:
            raise RuntimeError("cannot release un-acquired lock")
        yield

    text: list[str] = []
    report = runner.run(Settings(command="create"), stream(), "text", text.append)
    assert text == ["sagemaker-marketplace: interrupted by SIGINT", "  nothing was changed"]
    assert report.exit_code == 130
