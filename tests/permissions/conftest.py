"""Runs of the program as a user of the sandbox who may do what a policy says, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple
from urllib.request import urlopen

import boto3
import botocore.session
import pytest
from tests.flow.bench import FakeClock

from sagemaker_marketplace import edge, flow
from sagemaker_marketplace.aws.session import Account
from sagemaker_marketplace.core import document, events
from sagemaker_marketplace.core.document import Document
from sagemaker_marketplace.core.report import Report
from sagemaker_marketplace.sandbox.server import Sandbox, running
from sagemaker_marketplace.settings import Settings
from sagemaker_marketplace.world import Workspace, World

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
MANIFESTS = ("model-package.yaml", "algorithm.yaml")
_USER = "release"
_VERSIONS = count(1)


class Outcome(NamedTuple):
    """What a run told: exit code, findings of the account as `severity rule: message`, other lines, and its calls."""

    code: int
    found: list[str]
    said: list[str]
    calls: list[dict[str, Any]]
    outputs: dict[str, str]


def read(name: str, **values: str) -> Document:
    """Read an example."""
    return document.load(name, Workspace(str(EXAMPLES), bound=True).read, values)


class Stage:
    """A sandbox with a user whose policy can be changed; clients are dear, so service models are read once."""

    def __init__(self, sandbox: Sandbox) -> None:
        """Make the user, who may do nothing yet."""
        self.sandbox = sandbox
        self._models = botocore.session.Session().get_component("data_loader")
        self.iam = self.session("SANDBOX", "sandbox").client("iam", region_name="us-east-1", endpoint_url=sandbox.url)
        self.arn = self.iam.create_user(UserName=_USER)["User"]["Arn"]
        key = self.iam.create_access_key(UserName=_USER)["AccessKey"]
        self._keys = (key["AccessKeyId"], key["SecretAccessKey"])

    def session(self, key: str, secret: str) -> boto3.Session:
        """A session with these keys that shares the service models."""
        made = botocore.session.Session()
        made.register_component("data_loader", self._models)
        return boto3.Session(key, secret, botocore_session=made)

    def allow(self, policy: dict[str, Any]) -> None:
        """Let the user do what a policy says, and nothing else."""
        self.iam.put_user_policy(UserName=_USER, PolicyName="p", PolicyDocument=json.dumps(policy))

    def account(self, root: bool = False) -> Account:
        """The account as the user sees it, or its root."""
        made = Account("tests")
        made._session = self.session(*(("SANDBOX", "sandbox") if root else self._keys))
        return made

    def run(self, command: str, *manifests: str, root: bool = False, version: str = "", **settings: Any) -> Outcome:
        """Run a command on examples, of a version nobody has used if none is given."""
        variables = {"VERSION": version or self.version()}
        chosen = Settings(command=command, manifests=manifests, variables=variables, poll_seconds=60, **settings)
        world = World(self.account(root), FakeClock(), Workspace(str(EXAMPLES), bound=True))
        told: list[events.Event] = []
        before = len(self.calls())

        def hear(event: events.Event, _: Report) -> None:
            told.append(event)

        report = edge.perform(chosen, flow.run(chosen, world), "text", lambda _: None, hear)
        checked = next((index for index, event in enumerate(told) if isinstance(event, events.Verdict)), 0)
        findings = [event.finding for event in told[checked:] if isinstance(event, events.Diagnosed)]
        found = [f"{one.severity} {one.rule}: {one.message}" for one in findings]
        said = [event.text for event in told if isinstance(event, events.Note)]
        said += [event.message for event in told if isinstance(event, events.Failed)]
        outputs = {event.name: event.value for event in told if isinstance(event, events.OutputSet)}
        return Outcome(report.exit_code, found, said, self.calls()[before:], outputs)

    def version(self) -> str:
        """A version nobody has used."""
        return f"0.{next(_VERSIONS)}"

    def calls(self) -> list[dict[str, Any]]:
        """Every call the sandbox got, in order."""
        with urlopen(f"{self.sandbox.url}/_sandbox/calls") as answer:  # noqa: S310 - our own loopback server
            found: list[dict[str, Any]] = json.load(answer)
        return found


@contextmanager
def staged(patch: pytest.MonkeyPatch, scenario: str = "happy") -> Iterator[Stage]:
    """Work in a sandbox of a scenario."""
    with running(scenario) as sandbox:
        for name, value in sandbox.environment.items():
            patch.setenv(name, value)
        yield Stage(sandbox)


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    """A sandbox with a user, for the tests of one module."""
    with pytest.MonkeyPatch.context() as patch, staged(patch) as made:
        yield made
