"""Runs commands as a sandbox user who has exactly the permissions of a policy."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit, urlunsplit

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
# Only the create call: sets up the resources that a test needs.
BARE: dict[str, Any] = {"root": True, "preflight": False, "pin_image": False, "follow_jobs": False}
_USER = "release"
_VERSIONS = count(1)


class Outcome(NamedTuple):
    """The result of a run: exit code, preflight findings (`severity rule: message`), notes, outputs, events."""

    code: int
    findings: list[str]
    notes: list[str]
    outputs: dict[str, str]
    all_events: list[events.Event]

    @property
    def jobs(self) -> list[str]:
        """The distinct statuses and logs that were reported for the validation's jobs."""
        lines = []
        for event in self.all_events:
            if isinstance(event, events.StatusChanged) and event.resource_type.endswith(" job"):
                lines.append(f"{event.resource_type}: {event.status}")
            if isinstance(event, events.LogLine):
                lines.append(f"{event.job_type} log")
        return list(dict.fromkeys(lines))


def read(name: str, **values: str) -> Document:
    """Read an example."""
    return reader.load(name, Workspace(str(EXAMPLES), bound=True).read, values)


class Connection:
    """A session and its clients, created once because that is slow; `connect` sends their calls to a sandbox."""

    def __init__(self) -> None:
        """Create the session, not yet connected."""
        session = botocore.session.Session()
        session.set_credentials("UNSET", "unset")
        self._credentials = session.get_credentials()
        self.session = boto3.Session(botocore_session=session)
        self.session.events.register("request-created", self._redirect)
        self.clients: dict[Any, Any] = {}
        self._host = ""

    def connect(self, url: str, key: str, secret: str) -> Connection:
        """Send all calls to an address, with an access key that is valid there."""
        self._host = urlsplit(url).netloc
        self._credentials.access_key, self._credentials.secret_key = key, secret
        return self

    def _redirect(self, request: Any, **_: Any) -> None:
        request.url = urlunsplit(urlsplit(request.url)._replace(scheme="http", netloc=self._host))


class ConnectedAccount(Account):
    """An account with the clients of a connection."""

    def __init__(self, connection: Connection) -> None:
        """Use the connection's session."""
        super().__init__("tests")
        self._session = connection.session
        self._kept = connection.clients

    def _client(self, region: str, attempts: int, service: str = "sagemaker") -> Any:
        key = (region, attempts, service)
        if key not in self._kept:
            self._kept[key] = super()._client(region, attempts, service)
        return self._kept[key]


class Connections(NamedTuple):
    """The connections of a test session: the account's root user and the user."""

    root: Connection
    user: Connection


class SandboxUser:
    """A sandbox with a user whose policy can be changed."""

    def __init__(self, sandbox: Sandbox, connections: Connections) -> None:
        """Create the user, without permissions."""
        self.sandbox = sandbox
        self._root = connections.root.connect(sandbox.url, "SANDBOX", "sandbox")
        self.iam = ConnectedAccount(self._root)._client("us-east-1", 1, "iam")
        self.arn = self.iam.create_user(UserName=_USER)["User"]["Arn"]
        key = self.iam.create_access_key(UserName=_USER)["AccessKey"]
        self._user = connections.user.connect(sandbox.url, key["AccessKeyId"], key["SecretAccessKey"])
        self._known_calls = 0

    def allow(self, policy: dict[str, Any]) -> None:
        """Give the user exactly the permissions of a policy."""
        self.iam.put_user_policy(UserName=_USER, PolicyName="p", PolicyDocument=json.dumps(policy))

    def account(self, root: bool = False) -> Account:
        """The account with the credentials of the user, or of the root user."""
        return ConnectedAccount(self._root if root else self._user)

    def run(
        self,
        command: str,
        *manifests: str,
        root: bool = False,
        version: str = "",
        folder: Path = EXAMPLES,
        **settings: Any,
    ) -> Outcome:
        """Run a command on examples, of an unused version by default."""
        variables = {"VERSION": version or self.version()}
        chosen = Settings(command=command, manifest=manifests, variables=variables, poll_seconds=60, **settings)
        context = Context(lambda _role: self.account(root), FakeClock(), Workspace(str(folder), bound=True))
        all_events: list[events.Event] = []

        def collect(event: events.Event, _: Report) -> None:
            all_events.append(event)

        report = runner.run(chosen, pipeline.run(chosen, context), "text", lambda _: None, collect)
        checked = next(
            (index for index, event in enumerate(all_events) if isinstance(event, events.FindingsComplete)), 0
        )
        reported = [event.finding for event in all_events[checked:] if isinstance(event, events.FindingReported)]
        findings = [f"{finding.severity} {finding.rule}: {finding.message}" for finding in reported]
        notes = [event.text for event in all_events if isinstance(event, events.Note)]
        notes += [event.message for event in all_events if isinstance(event, events.RunFailed)]
        outputs = {event.name: event.value for event in all_events if isinstance(event, events.OutputChanged)}
        return Outcome(report.exit_code, findings, notes, outputs, all_events)

    def version(self) -> str:
        """Return an unused version."""
        return f"0.{next(_VERSIONS)}"

    def calls(self) -> Sequence[dict[str, Any]]:
        """Return the calls that the sandbox received since the last time, in order."""
        before, self._known_calls = self._known_calls, len(self.sandbox.calls)
        return self.sandbox.calls[before:]


@contextmanager
def sandbox_user(
    connections: Connections, patch: pytest.MonkeyPatch, scenario: str = "success"
) -> Iterator[SandboxUser]:
    """Start a sandbox with a scenario, and a user in it."""
    with running(scenario) as sandbox:
        for name, value in sandbox.environment.items():
            patch.setenv(name, value)
        yield SandboxUser(sandbox, connections)


@pytest.fixture(scope="session")
def connections() -> Connections:
    """The connections of this test session; one account at a time can use them."""
    return Connections(Connection(), Connection())


@pytest.fixture(scope="module")
def user(connections: Connections) -> Iterator[SandboxUser]:
    """A sandbox with a user, for the tests of one module."""
    with pytest.MonkeyPatch.context() as patch, sandbox_user(connections, patch) as started:
        yield started
