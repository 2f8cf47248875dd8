"""A bench for followers: a sandbox, a resource created in it, and what following its jobs told, look by look."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import boto3
from botocore.config import Config
from tests.pipeline.bench import FakeClock

from sagemaker_marketplace import plugins
from sagemaker_marketplace.aws.jobs import Jobs
from sagemaker_marketplace.aws.logs import Logs
from sagemaker_marketplace.aws.sagemaker import Resources
from sagemaker_marketplace.report import events
from sagemaker_marketplace.sandbox.server import Sandbox, running
from sagemaker_marketplace.watch.job import RegionAccess
from sagemaker_marketplace.watch.jobs import JobFollower
from sagemaker_marketplace.watch.logbook import Logbook
from sagemaker_marketplace.watch.targets import Target

SPECS = Path(__file__).parents[1] / "pipeline" / "specs"
POLL = 30.0
# A dollar an hour for a training's instance, half of it for a transform's.
PRICES = {"training": 1.0, "transform": 0.5}
_RESOURCES = {f"{verb}{kind}" for verb in ("Create", "Describe") for kind in ("ModelPackage", "Algorithm")}
_ONCE = Config(retries={"total_max_attempts": 1})


class Bench:
    """One sandbox and its clients; each call is sent once."""

    def __init__(self, sandbox: Sandbox) -> None:
        """Make the clients."""
        self.sandbox = sandbox
        self.clock = FakeClock()
        self._key = sandbox.environment["AWS_ACCESS_KEY_ID"]
        self._connect()

    def _connect(self) -> None:
        self.sagemaker, logs = self.client("sagemaker"), self.client("logs")
        self.resources = Resources(self.sagemaker, lambda: self.sagemaker)
        self.calls = RegionAccess(Jobs(self.sagemaker, self.clock.now), Logs(logs))

    def client(self, service: str) -> Any:
        """A client of the sandbox."""
        session = boto3.session.Session(self._key, "sandbox", "sandbox", region_name="us-east-1")
        return session.client(service, endpoint_url=self.sandbox.url, config=_ONCE)

    def target(self, kind: str, name: str, **members: Any) -> Target:
        """Create a resource and give it as a watch's target."""
        module = plugins.kinds()[kind]
        spec = specification(kind)
        arn = self.resources.create(module, {f"{kind}Name": name, **spec, "CertifyForMarketplace": True, **members})
        return Target("m.yaml", module, arn, name, "us-east-1", self.resources)

    def deny(self, action: str) -> None:
        """Go on as a user who may do everything but this."""
        iam = self.client("iam")
        statements = [
            {"Effect": effect, "Action": what, "Resource": "*"} for effect, what in (("Allow", "*"), ("Deny", action))
        ]
        policy = json.dumps({"Version": "2012-10-17", "Statement": statements})
        iam.create_user(UserName="watcher")
        iam.put_user_policy(UserName="watcher", PolicyName="policy", PolicyDocument=policy)
        self._key = iam.create_access_key(UserName="watcher")["AccessKey"]["AccessKeyId"]
        self._connect()

    def follower(self, target: Target, most: int | None = 400, file: list[str] | None = None) -> JobFollower:
        """A follower of a target; `file` takes the lines of the log file."""
        write = None if file is None else lambda line: file.append(line.removesuffix("\n"))
        return JobFollower(
            target.manifest,
            target.kind,
            self.calls,
            self.clock,
            lambda _, use: PRICES[use],
            lambda use: Logbook(use, most, write),
        )

    def looks(self, target: Target, follower: JobFollower, most: int = 20) -> Iterator[list[events.Event]]:
        """Look as a watch does, until the resource has ended; give what each look told, then what finishing told."""
        for _ in range(most):
            described = target.resources.describe(target.kind, target.arn)
            assert described
            yield list(follower.update(described))
            if described[target.kind.STATUS] in ("Completed", "Failed"):
                break
            self.clock.sleep(POLL)
        yield list(follower.finish(self.clock.now() + 600))

    def asked(self) -> list[str]:
        """The operations the sandbox was asked for, in order, without those about resources."""
        with urlopen(f"{self.sandbox.url}/_sandbox/calls") as answer:  # noqa: S310 - our own loopback server
            operations = [call["operation"] for call in json.load(answer)]
        return [operation for operation in operations if operation not in _RESOURCES]


@contextmanager
def bench(scenario: str, *faults: Mapping[str, Any]) -> Iterator[Bench]:
    """A bench with a sandbox of its own; `faults` are calls that go wrong once."""
    with running(scenario, faults=faults) as sandbox:
        yield Bench(sandbox)


def specification(kind: str) -> dict[str, Any]:
    """A sound request without a name."""
    spec: dict[str, Any] = json.loads((SPECS / f"{kind}.json").read_text("utf-8"))
    return spec


def told(looks: Iterator[list[events.Event]]) -> list[list[str]]:
    """What each look told, an event a line, without the names of jobs."""
    return [[short(event) for event in look] for look in looks]


def short(event: events.Event) -> str:
    """An event in a line."""
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
