"""Runs a job follower against a sandbox, and returns its events poll by poll."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config
from tests.pipeline.harness import FakeClock

from sagemaker_marketplace import plugins
from sagemaker_marketplace.aws.jobs import Jobs
from sagemaker_marketplace.aws.logs import Logs
from sagemaker_marketplace.aws.sagemaker import Resources
from sagemaker_marketplace.report import events
from sagemaker_marketplace.sandbox.server import Sandbox, running
from sagemaker_marketplace.watch.jobs import JobFollower
from sagemaker_marketplace.watch.logbook import Logbook
from sagemaker_marketplace.watch.region_access import RegionAccess
from sagemaker_marketplace.watch.targets import Target

SPECS = Path(__file__).parents[1] / "pipeline" / "specs"
POLL = 30.0
# USD per hour and instance.
PRICES = {"training": 1.0, "transform": 0.5}
_RESOURCES = {f"{verb}{kind}" for verb in ("Create", "Describe") for kind in ("ModelPackage", "Algorithm")}
_ONCE = Config(retries={"total_max_attempts": 1})


class FollowerHarness:
    """One sandbox and its clients; each call is sent once."""

    def __init__(self, sandbox: Sandbox) -> None:
        """Create the clients."""
        self.sandbox = sandbox
        self.clock = FakeClock()
        # Clocks don't start at zero, which is also the first value of times without a value.
        self.clock.seconds = 10_000.0
        self._key = sandbox.environment["AWS_ACCESS_KEY_ID"]
        self.connect()

    def connect(self) -> None:
        """Create new clients, which know of no jobs yet."""
        self.sagemaker, logs = self.client("sagemaker"), self.client("logs")
        self.resources = Resources(self.sagemaker, lambda: self.sagemaker)
        self.access = RegionAccess(Jobs(self.sagemaker), Logs(logs))

    def client(self, service: str) -> Any:
        """A client of the sandbox."""
        session = boto3.session.Session(self._key, "sandbox", "sandbox", region_name="us-east-1")
        return session.client(service, endpoint_url=self.sandbox.url, config=_ONCE)

    def target(self, kind: str, name: str, **fields: Any) -> Target:
        """Create a resource and return it as a target to watch."""
        module = plugins.kinds()[kind]
        spec = specification(kind)
        arn = self.resources.create(module, {f"{kind}Name": name, **spec, "CertifyForMarketplace": True, **fields})
        return Target("m.yaml", module, arn, name, "us-east-1", self.resources)

    def deny(self, action: str) -> None:
        """Continue as a user who has all permissions but this one."""
        self._iam = self.client("iam")
        self._iam.create_user(UserName="watcher")
        self.refuse(action)
        self._key = self._iam.create_access_key(UserName="watcher")["AccessKey"]["AccessKeyId"]
        self.connect()

    def refuse(self, action: str) -> None:
        """Give the user of `deny` all permissions but this one."""
        self._set_policy(("Allow", "*"), ("Deny", action))

    def allow(self) -> None:
        """Give the user of `deny` all permissions."""
        self._set_policy(("Allow", "*"))

    def _set_policy(self, *statements: tuple[str, str]) -> None:
        entries = [{"Effect": effect, "Action": action, "Resource": "*"} for effect, action in statements]
        policy = json.dumps({"Version": "2012-10-17", "Statement": entries})
        self._iam.put_user_policy(UserName="watcher", PolicyName="policy", PolicyDocument=policy)

    def follower(self, target: Target, max_lines: int | None = 400, file: list[str] | None = None) -> JobFollower:
        """A follower of a target; the lines of the log file are appended to `file`."""
        write = None if file is None else lambda line: file.append(line.removesuffix("\n"))
        return JobFollower(
            target.manifest,
            target.kind,
            self.access,
            self.clock,
            lambda _, job_type: PRICES[job_type],
            lambda job_type: Logbook(job_type, max_lines, write),
        )

    def polls(self, target: Target, follower: JobFollower, max_polls: int = 20) -> Iterator[list[events.Event]]:
        """Poll as a watch does until the resource has ended; yield the events of each poll, then those of `finish`."""
        for _ in range(max_polls):
            described = target.resources.describe(target.kind, target.arn)
            assert described
            yield self.poll(follower, described)
            if described[target.kind.STATUS] in ("Completed", "Failed"):
                break
            self.clock.sleep(POLL)
        yield self.finish(follower, self.clock.now() + 600)

    def poll(self, follower: JobFollower, described: Mapping[str, Any] | None) -> list[events.Event]:
        """Poll the jobs after the resource."""
        assert described
        self.access.begin_round()
        follower.update(described)
        return [*follower.poll(), *follower.read_logs()]

    def finish(self, follower: JobFollower, deadline: float) -> list[events.Event]:
        """Read the logs to their end, as a watch does."""
        read: list[events.Event] = []
        while not follower.is_closed(deadline):
            self.access.begin_round()
            read += follower.read_rest()
            self.clock.sleep(0 if follower.is_closed(deadline) else follower.next_reading_at - self.clock.now())
        return [*read, *follower.close()]

    def calls_made(self) -> list[str]:
        """The operations the sandbox received, in order, without those on resources."""
        return [call["operation"] for call in self.sandbox.calls if call["operation"] not in _RESOURCES]


@contextmanager
def follower_harness(scenario: str, *faults: Mapping[str, Any]) -> Iterator[FollowerHarness]:
    """A harness with its own sandbox; `faults` are calls that fail once."""
    with running(scenario, faults=faults) as sandbox:
        yield FollowerHarness(sandbox)


def specification(kind: str) -> dict[str, Any]:
    """A valid request without a name."""
    spec: dict[str, Any] = json.loads((SPECS / f"{kind}.json").read_text("utf-8"))
    return spec


def to_lines(polls: Iterator[list[events.Event]]) -> list[list[str]]:
    """The events of each poll as lines, without the names of jobs."""
    return [[to_line(event) for event in poll] for poll in polls]


def to_line(event: events.Event) -> str:
    """An event as one line."""
    match event:
        case events.StatusChanged():
            reason = f": {event.reason}" if event.reason else ""
            return f"{event.elapsed_seconds:.0f} {event.resource_type} {event.status}{reason}"
        case events.JobFinished():
            usd = "?" if event.cost_usd is None else f"{event.cost_usd:.4f}"
            billed = f"from {event.started_seconds:.0f} for {event.billed_seconds:.0f} s"
            return f"{event.job_type} {event.status} {billed}, ${usd}"
        case events.LogLine():
            data_log = "data-log " if event.stream.endswith("data-log") else ""
            return f"{event.job_type} {data_log}| {event.text}"
        case events.MetricReported():
            return f"{event.job_type} {event.name}={event.value}"
        case events.Note():
            return f"note: {event.text}"
    return repr(event)
