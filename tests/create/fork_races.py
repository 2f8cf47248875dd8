"""A program that forks a run for each line it reads, and prints the run's process ID, and at its end the results.

A line is a JSON object: run, environment, root, file and settings. The clock of a run does not wait. With a setting
`state`, the run is the post step of the action, which gets what a cancelled step has left.
"""

from __future__ import annotations

import fcntl
import json
import os
import signal
import sys
import traceback
from functools import cache
from typing import Any

import botocore.loaders

# Before boto3, which imports it by name.
botocore.loaders.create_loader = cache(botocore.loaders.create_loader)

import boto3  # noqa: E402

from sagemaker_marketplace import pipeline, plugins, runner  # noqa: E402
from sagemaker_marketplace.aws.session import Account  # noqa: E402
from sagemaker_marketplace.context import Clock, Context, Workspace  # noqa: E402
from sagemaker_marketplace.create import cancel, cleanup  # noqa: E402
from sagemaker_marketplace.create import stage as create  # noqa: E402
from sagemaker_marketplace.plan import stage as plan  # noqa: E402
from sagemaker_marketplace.preflight import stage as preflight  # noqa: E402
from sagemaker_marketplace.report.events import Event  # noqa: E402
from sagemaker_marketplace.report.report import Report  # noqa: E402
from sagemaker_marketplace.settings.settings import Settings  # noqa: E402
from sagemaker_marketplace.watch import stage as watch  # noqa: E402

LOADED = (create, plan, preflight, watch)
DEFAULTS: dict[str, Any] = {
    "command": "create",
    "poll_seconds": 60,
    "ignore": tuple(rule.name for rule in plugins.rules() if rule.module.SEVERITY == "info"),
    # They call in parallel, or are not needed here.
    "preflight": False,
    "pin_image": False,
    "follow_jobs": False,
}


# The same classes are in the harness, which this program can't import: a dependency installs another package `tests`.
class FakeClock(Clock):
    """A clock that advances only during a sleep."""

    def __init__(self) -> None:
        """Start at zero."""
        self.seconds = 0.0

    def now(self) -> float:
        """Seconds slept so far."""
        return self.seconds

    def sleep(self, seconds: float) -> None:
        """Advance without waiting."""
        self.seconds += seconds

    def jitter(self, seconds: float) -> float:
        """Add no jitter."""
        return seconds


class SingleAttemptAccount(Account):
    """An account that sends each call once: botocore's retries would wait in real time."""

    def _client(self, region: str, attempts: int, service: str = "sagemaker") -> Any:
        return super()._client(region, min(attempts, 1), service)


def run(root: str, file: str, settings: dict[str, Any]) -> dict[str, Any]:
    """Run a command as the action does, and return its results."""
    runner.handle_signals()
    chosen = Settings(manifest=tuple(file.split()), **{**DEFAULTS, **settings})
    context = Context(lambda _role: SingleAttemptAccount("tests"), FakeClock(), Workspace(root, bound=True))
    lines: list[str] = []
    states = ["[]"]

    def save(leftovers: Any) -> None:
        states.append(cancel.to_json(leftovers))

    def on_event(event: Event, report: Report) -> None:
        if chosen.on_cancel == "stop" and cancel.changes_leftovers(event):
            save(cancel.find_leftovers(report, context.invocation))

    clean_up = cancel.make_cleanup(
        chosen.on_cancel,
        context.invocation,
        lambda _role: SingleAttemptAccount("tests"),
        context.clock,
        cancel.STEP_WAIT,
        save,
    )
    report = runner.run(chosen, pipeline.run(chosen, context), "text", lines.append, on_event, clean_up)
    results = {"exit_code": report.exit_code, "outputs": report.outputs(), "lines": lines, "state": states[-1]}
    return {**results, "seconds": context.clock.now()}


def post(state: str) -> dict[str, Any]:
    """Run the post step of the action."""
    clock = FakeClock()
    pause = cancel.pauses(clock, cancel.POST_WAIT)
    notes = cleanup.clean_up(cancel.from_json(state), lambda _role: SingleAttemptAccount("tests"), pause)
    lines = [note.text for note in notes]
    return {"exit_code": 0, "outputs": {}, "lines": lines, "state": "", "seconds": clock.seconds}


def in_child(order: dict[str, Any]) -> None:
    """Do what a line says, and print the results."""
    os.environ |= order["environment"]
    state = order["settings"].pop("state", None)
    results = run(order["root"], order["file"], order["settings"]) if state is None else post(state)
    write({"run": order["run"], **results})


def write(results: dict[str, Any]) -> None:
    """Print a line in one piece, although several processes write."""
    with open(__file__) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        sys.stdout.write(json.dumps(results) + "\n")
        sys.stdout.flush()


def main() -> None:
    """Fork a run for each line; the service models are loaded once, before."""
    boto3.Session().client("sagemaker", region_name="us-east-1")
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        order = json.loads(line)
        child = os.fork()
        if child == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            write({"run": order["run"], "process": os.getpid()})
            code = 1
            try:
                in_child(order)
                code = 0
            except BaseException:
                traceback.print_exc()
            finally:
                os._exit(code)


if __name__ == "__main__":
    main()
