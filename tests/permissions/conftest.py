"""Runs of the program as a user of the sandbox who may do what a policy says, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit, urlunsplit
from urllib.request import urlopen

import boto3
import botocore.session
import pytest
from tests.pipeline.harness import FakeClock

from sagemaker_marketplace import pipeline, runner
from sagemaker_marketplace.aws.session import Account
from sagemaker_marketplace.context import Context, Workspace
from sagemaker_marketplace.manifest import reader
from sagemaker_marketplace.manifest.document import Document
from sagemaker_marketplace.report import events
from sagemaker_marketplace.report.report import Report
from sagemaker_marketplace.sandbox.server import Sandbox, running
from sagemaker_marketplace.settings.settings import Settings

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
MANIFESTS = ("model-package.yaml", "algorithm.yaml")
EVERYTHING = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
# Only the call itself: for what a test needs to be there.
BARE: dict[str, Any] = {"root": True, "preflight": False, "pin_image": False, "follow_jobs": False}
_USER = "release"
_VERSIONS = count(1)


class Outcome(NamedTuple):
    """What a run told: exit code, findings of the account as `severity rule: message`, other lines, and all events."""

    code: int
    found: list[str]
    said: list[str]
    outputs: dict[str, str]
    told: list[events.Event]

    @property
    def jobs(self) -> list[str]:
        """What was told of the validation's jobs: phases, and lines of logs, however many."""
        lines = []
        for event in self.told:
            if isinstance(event, events.StatusChanged) and event.resource_type.endswith(" job"):
                lines.append(f"{event.resource_type}: {event.status}")
            if isinstance(event, events.LogLine):
                lines.append(f"{event.job_type} log")
        return list(dict.fromkeys(lines))


def read(name: str, **values: str) -> Document:
    """Read an example."""
    return reader.load(name, Workspace(str(EXAMPLES), bound=True).read, values)


class Line:
    """A login and its clients, which are dear: made once, and led to wherever the line is laid."""

    def __init__(self) -> None:
        """Begin with a line that leads nowhere."""
        session = botocore.session.Session()
        session.set_credentials("NOBODY", "nothing")
        self._credentials = session.get_credentials()
        self.session = boto3.Session(botocore_session=session)
        self.session.events.register("request-created", self._lead)
        self.clients: dict[Any, Any] = {}
        self._host = ""

    def lay(self, url: str, key: str, secret: str) -> Line:
        """Lead all calls to an address, with an access key that is known there."""
        self._host = urlsplit(url).netloc
        self._credentials.access_key, self._credentials.secret_key = key, secret
        return self

    def _lead(self, request: Any, **_: Any) -> None:
        request.url = urlunsplit(urlsplit(request.url)._replace(scheme="http", netloc=self._host))


class Lined(Account):
    """An account with the clients of a line."""

    def __init__(self, line: Line) -> None:
        """Take the line's login."""
        super().__init__("tests")
        self._session = line.session
        self._kept = line.clients

    def _client(self, region: str, attempts: int, service: str = "sagemaker") -> Any:
        key = (region, attempts, service)
        if key not in self._kept:
            self._kept[key] = super()._client(region, attempts, service)
        return self._kept[key]


class Lines(NamedTuple):
    """The lines of a session: the account's root and the user."""

    root: Line
    user: Line


class Stage:
    """A sandbox with a user whose policy can be changed."""

    def __init__(self, sandbox: Sandbox, lines: Lines) -> None:
        """Make the user, who may do nothing yet."""
        self.sandbox = sandbox
        self._root = lines.root.lay(sandbox.url, "SANDBOX", "sandbox")
        self.iam = Lined(self._root)._client("us-east-1", 1, "iam")
        self.arn = self.iam.create_user(UserName=_USER)["User"]["Arn"]
        key = self.iam.create_access_key(UserName=_USER)["AccessKey"]
        self._user = lines.user.lay(sandbox.url, key["AccessKeyId"], key["SecretAccessKey"])
        self._heard = 0

    def allow(self, policy: dict[str, Any]) -> None:
        """Let the user do what a policy says, and nothing else."""
        self.iam.put_user_policy(UserName=_USER, PolicyName="p", PolicyDocument=json.dumps(policy))

    def account(self, root: bool = False) -> Account:
        """The account as the user sees it, or its root."""
        return Lined(self._root if root else self._user)

    def run(
        self,
        command: str,
        *manifests: str,
        root: bool = False,
        version: str = "",
        folder: Path = EXAMPLES,
        **settings: Any,
    ) -> Outcome:
        """Run a command on examples, of a version nobody has used if none is given."""
        variables = {"VERSION": version or self.version()}
        chosen = Settings(command=command, manifest=manifests, variables=variables, poll_seconds=60, **settings)
        context = Context(self.account(root), FakeClock(), Workspace(str(folder), bound=True))
        told: list[events.Event] = []

        def hear(event: events.Event, _: Report) -> None:
            told.append(event)

        report = runner.run(chosen, pipeline.run(chosen, context), "text", lambda _: None, hear)
        checked = next((index for index, event in enumerate(told) if isinstance(event, events.FindingsComplete)), 0)
        findings = [event.finding for event in told[checked:] if isinstance(event, events.FindingReported)]
        found = [f"{one.severity} {one.rule}: {one.message}" for one in findings]
        said = [event.text for event in told if isinstance(event, events.Note)]
        said += [event.message for event in told if isinstance(event, events.RunFailed)]
        outputs = {event.name: event.value for event in told if isinstance(event, events.OutputChanged)}
        return Outcome(report.exit_code, found, said, outputs, told)

    def version(self) -> str:
        """A version nobody has used."""
        return f"0.{next(_VERSIONS)}"

    def calls(self) -> list[dict[str, Any]]:
        """Every call the sandbox got since it was asked for them last, in order."""
        with urlopen(f"{self.sandbox.url}/_sandbox/calls") as answer:  # noqa: S310 - our own loopback server
            found: list[dict[str, Any]] = json.load(answer)
        before, self._heard = self._heard, len(found)
        return found[before:]


@contextmanager
def staged(lines: Lines, patch: pytest.MonkeyPatch, scenario: str = "success") -> Iterator[Stage]:
    """Work in a sandbox of a scenario."""
    with running(scenario) as sandbox:
        for name, value in sandbox.environment.items():
            patch.setenv(name, value)
        yield Stage(sandbox, lines)


@pytest.fixture(scope="session")
def lines() -> Lines:
    """The lines of this session; one stage at a time can use them."""
    return Lines(Line(), Line())


@pytest.fixture(scope="module")
def stage(lines: Lines) -> Iterator[Stage]:
    """A sandbox with a user, for the tests of one module."""
    with pytest.MonkeyPatch.context() as patch, staged(lines, patch) as made:
        yield made
