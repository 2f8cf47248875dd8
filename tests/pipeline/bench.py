"""A bench for the main job: sandboxes, manifests, a clock that never waits, and what a run told."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple
from urllib.request import urlopen

import boto3
import pytest
from moto.moto_api._internal.models import moto_api_backend
from tests.pipeline import story

from sagemaker_marketplace import pipeline, plugins, runner
from sagemaker_marketplace.aws.session import Account
from sagemaker_marketplace.context import Clock, Context, Workspace
from sagemaker_marketplace.report import events
from sagemaker_marketplace.report.report import Report
from sagemaker_marketplace.sandbox.scenario import load
from sagemaker_marketplace.sandbox.server import Sandbox, running
from sagemaker_marketplace.settings.settings import Settings

SPECS = Path(__file__).parent / "specs"

# Advice about the samples is not what these tests are about.
ADVICE = tuple(rule.name for rule in plugins.rules() if rule.module.SEVERITY == "info")
# The create call and the watch of the resource alone: the account before and the jobs behind it have their own tests.
ALONE = {"preflight": False, "pin_image": False, "provenance_tags": False, "follow_jobs": False}


class FakeClock(Clock):
    """A clock that only sleeping moves on."""

    def __init__(self) -> None:
        """Begin at nought."""
        self.seconds = 0.0

    def now(self) -> float:
        """Seconds slept so far."""
        return self.seconds

    def sleep(self, seconds: float) -> None:
        """Move on at once."""
        self.seconds += seconds

    def jitter(self, seconds: float) -> float:
        """Leave the wait as it is."""
        return seconds


class Single(Account):
    """An account that sends each call once: botocore waits by the wall clock before it repeats one."""

    def _client(self, region: str, attempts: int, service: str = "sagemaker") -> Any:
        return super()._client(region, min(attempts, 1), service)


class Outcome(NamedTuple):
    """What a run told: its events with the clock's time, its text, the calls the sandbox got, and the report."""

    told: list[tuple[float, events.Event]]
    text: list[str]
    calls: list[str]
    report: Report

    @property
    def exit_code(self) -> int:
        """The run's exit code."""
        return self.report.exit_code

    @property
    def story(self) -> list[str]:
        """The events in short; the sources of manifests and the requests of plans are left out."""
        lines = [story.short(event) for _, event in self.told]
        return [line for line in lines if line]


class Bench:
    """Where one test works: a folder with manifests, and one sandbox at a time."""

    def __init__(self, root: Path, patch: pytest.MonkeyPatch, shared: Shared, stack: ExitStack) -> None:
        """`stack` closes with the test, `shared` with the session."""
        self.root, self.patch, self._shared, self._stack = root, patch, shared, stack
        self.sandbox: Sandbox | None = None

    def serve(self, scenario: str, fresh: bool = False) -> Sandbox:
        """Work in a sandbox with this scenario: the session's, or a fresh one for scenarios that count calls."""
        found = self._stack.enter_context(running(scenario)) if fresh else self._shared.sandbox(scenario)
        if not fresh and "caller" not in load(scenario).account:
            # What other scenarios furnished; moto's state belongs to the process.
            moto_api_backend.reset()
        self.sandbox = found
        for name, value in found.environment.items():
            self.patch.setenv(name, value)
        return found

    def call(self, operation: str, **members: Any) -> Any:
        """Make a call of SageMaker's, as someone else would."""
        assert self.sandbox
        return getattr(self._shared.client(self.sandbox), operation)(**members)

    def spec(self, kind: str, name: str, **members: Any) -> dict[str, Any]:
        """A sound request of this name; members override, those that are None are left out."""
        spec: dict[str, Any] = json.loads((SPECS / f"{kind}.json").read_text("utf-8"))
        whole = {f"{kind}Name": name, **spec, **members}
        return {member: value for member, value in whole.items() if value is not None}

    def manifest(self, kind: str, name: str, file: str = "m.yaml", **members: Any) -> str:
        """Write a sound manifest and give the file's name."""
        data = {"kind": kind, "region": "us-east-1", "spec": self.spec(kind, name, **members)}
        (self.root / file).write_text(json.dumps(data, indent=1), "utf-8")
        return file

    def run(
        self,
        *manifests: str,
        account: type[Account] = Account,
        shown: str = "text",
        on_event: Callable[[events.Event], object] = lambda _: None,
        write: Callable[[str], object] = lambda _: None,
        **settings: Any,
    ) -> Outcome:
        """Run a command, `create` with a look a minute if nothing else is said; `shown` is the format."""
        given = {"command": "create", "manifests": manifests, "poll_seconds": 60, "ignore": ADVICE, **ALONE, **settings}
        chosen = Settings(**given)
        clock = FakeClock()
        told: list[tuple[float, events.Event]] = []
        text: list[str] = []
        before = len(self.calls())
        context = Context(self._shared.account(account, self.sandbox), clock, Workspace(str(self.root), bound=True))

        def hear(event: events.Event, _: Report) -> None:
            told.append((clock.now(), event))
            on_event(event)

        def print_line(line: str) -> None:
            write(line)
            text.append(line)

        report = runner.run(chosen, pipeline.run(chosen, context), shown, print_line, hear)
        return Outcome(told, text, self.calls()[before:], report)

    def calls(self) -> list[str]:
        """The operations the sandbox was asked for, in order."""
        if self.sandbox is None:
            return []
        with urlopen(f"{self.sandbox.url}/_sandbox/calls") as answer:  # noqa: S310 - our own loopback server
            return [call["operation"] for call in json.load(answer)]


class Shared:
    """Sandboxes and accounts of a session: their resources differ by name, and clients are dear to make."""

    def __init__(self, stack: ExitStack) -> None:
        """`stack` closes with the session."""
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

    def account(self, account: type[Account], sandbox: Sandbox | None) -> Account:
        """The account of a sandbox; one that is not of this session's sandboxes is new each time."""
        if sandbox not in self._sandboxes.values():
            return account("tests")
        assert sandbox
        return self._accounts.setdefault((account, sandbox.url), account("tests"))
