"""Runs commands against the sandbox in the test process, with a clock that never waits, and records their events."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import boto3
import pytest
from moto.moto_api._internal.models import moto_api_backend
from tests.contract import documents
from tests.pipeline import expected

from sagemaker_marketplace import pipeline, plugins, runner
from sagemaker_marketplace.aws import parallel
from sagemaker_marketplace.aws.credentials.assumed_role import AssumedRole
from sagemaker_marketplace.aws.session import Account
from sagemaker_marketplace.context import Clock, Context, Workspace
from sagemaker_marketplace.report.events import Event
from sagemaker_marketplace.report.report import Report
from sagemaker_marketplace.sandbox.scenario import load
from sagemaker_marketplace.sandbox.server import Sandbox, running
from sagemaker_marketplace.settings.settings import Settings

SPECS = Path(__file__).parent / "specs"

# These tests ignore the rules that give advice.
INFO_RULES = tuple(rule.name for rule in plugins.rules() if rule.module.SEVERITY == "info")
# Only the create call and the watch of the resource: the preflight and the jobs have their own tests.
ONLY_CREATE_AND_WATCH = {"preflight": False, "pin_image": False, "provenance_tags": False, "follow_jobs": False}


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


class Outcome(NamedTuple):
    """A run's events with the clock's time, its output lines, the operations the sandbox received, and the report."""

    events: list[tuple[float, Event]]
    output: list[str]
    calls: list[str]
    report: Report

    @property
    def exit_code(self) -> int:
        """The run's exit code."""
        return self.report.exit_code

    @property
    def event_lines(self) -> list[str]:
        """The events as short lines, without the manifests' source lines and the plans' requests."""
        lines = [expected.to_line(event) for _, event in self.events]
        return [line for line in lines if line]


class Harness:
    """The environment of one test: a folder with manifests, and one sandbox at a time."""

    def __init__(self, root: Path, patch: pytest.MonkeyPatch, shared: SharedSandboxes, stack: ExitStack) -> None:
        """`stack` closes at the end of the test, `shared` at the end of the session."""
        self.root, self.patch, self._shared, self._stack = root, patch, shared, stack
        self.sandbox: Sandbox | None = None

    def serve(self, scenario: str, fresh: bool = False) -> Sandbox:
        """Use a sandbox with this scenario: the session's, or a fresh one for scenarios that count calls."""
        sandbox = self._stack.enter_context(running(scenario)) if fresh else self._shared.sandbox(scenario)
        if not fresh and "caller" not in load(scenario).account:
            # Other scenarios may have created resources: moto's state is shared by all sandboxes of the process.
            moto_api_backend.reset()
        self.sandbox = sandbox
        for name, value in sandbox.environment.items():
            self.patch.setenv(name, value)
        return sandbox

    def call(self, operation: str, **fields: Any) -> Any:
        """Make a SageMaker call with a separate client."""
        assert self.sandbox
        return getattr(self._shared.client(self.sandbox), operation)(**fields)

    def spec(self, kind: str, name: str, **fields: Any) -> dict[str, Any]:
        """A valid request with this name; `fields` override its fields, or remove them with None."""
        spec: dict[str, Any] = json.loads((SPECS / f"{kind}.json").read_text("utf-8"))
        fields = {f"{kind}Name": name, **spec, **fields}
        return {field: value for field, value in fields.items() if value is not None}

    def manifest(
        self, kind: str, name: str, file: str = "m.yaml", region: str = "us-east-1", role: str = "", **fields: Any
    ) -> str:
        """Write a valid manifest, for the account of a role if one is given, and return the file's name."""
        data = {"kind": kind, "region": region, "spec": self.spec(kind, name, **fields)}
        data |= {"role-to-assume": role} if role else {}
        text = json.dumps(data, indent=1).replace("us-east-1", region)  # also in images and buckets
        (self.root / file).write_text(text, "utf-8")
        return file

    def run(
        self,
        *manifests: str,
        account: type[Account] = Account,
        output_format: str = "text",
        on_event: Callable[[Event], object] = lambda _: None,
        write: Callable[[str], object] = lambda _: None,
        **settings: Any,
    ) -> Outcome:
        """Run a command; by default `create`, which polls once per minute."""
        values = {
            "command": "create",
            "manifest": manifests,
            "poll_seconds": 60,
            "ignore": INFO_RULES,
            **ONLY_CREATE_AND_WATCH,
            **settings,
        }
        chosen = Settings(**values)
        clock = FakeClock()
        recorded: list[tuple[float, Event]] = []
        output: list[str] = []
        before = len(self.calls())
        context = Context(
            partial(self._shared.account, account, self.sandbox), clock, Workspace(str(self.root), bound=True)
        )

        def record(event: Event, _: Report) -> None:
            recorded.append((clock.now(), event))
            on_event(event)

        def print_line(line: str) -> None:
            write(line)
            output.append(line)

        report = runner.run(chosen, pipeline.run(chosen, context), output_format, print_line, record)
        # A run that fails does not wait for its other queries; in a process that continues they must not meet the
        # faults of the next run.
        for thread in threading.enumerate():
            if thread.name == parallel.THREAD_NAME:
                thread.join()
        # Every run in the sandbox has a report and JSON lines that agree with the published schemas.
        assert documents.error("report", documents.as_json(report.as_data())) == ""
        assert documents.errors(output if output_format == "jsonl" else runner.render("jsonl", report)) == []
        return Outcome(recorded, output, self.calls()[before:], report)

    def calls(self) -> list[str]:
        """The operations the sandbox received, in order."""
        return [call["operation"] for call in self.sandbox.calls] if self.sandbox else []


class SharedSandboxes:
    """The sandboxes, clients and accounts of a session, shared because they are slow to create."""

    def __init__(self, stack: ExitStack) -> None:
        """`stack` closes at the end of the session."""
        self._stack = stack
        self._sandboxes: dict[str, Sandbox] = {}
        self._clients: dict[str, Any] = {}
        self._accounts: dict[tuple[type[Account], str], Account] = {}

    def sandbox(self, scenario: str) -> Sandbox:
        """The session's sandbox with this scenario."""
        if scenario not in self._sandboxes:
            self._sandboxes[scenario] = self._stack.enter_context(running(scenario))
        return self._sandboxes[scenario]

    def client(self, sandbox: Sandbox) -> Any:
        """A plain client of a sandbox."""
        if sandbox.url not in self._clients:
            client = boto3.Session().client("sagemaker", region_name="us-east-1", endpoint_url=sandbox.url)
            self._clients[sandbox.url] = client
        return self._clients[sandbox.url]

    def account(self, account: type[Account], sandbox: Sandbox | None, role: str = "") -> Account:
        """The account of a sandbox, or of a role in it; a new one for a sandbox that the session does not share."""
        if role:
            return account("tests", AssumedRole(role, "tests", 3600, lambda _seconds: None))
        if sandbox not in self._sandboxes.values():
            return account("tests")
        assert sandbox
        return self._accounts.setdefault((account, sandbox.url), account("tests"))
