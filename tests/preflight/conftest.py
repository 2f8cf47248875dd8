"""An account in the sandbox to put questions to, and what the preflight finds in it, one line a finding."""

from collections.abc import Callable, Collection
from contextlib import ExitStack, closing
from functools import cache
from typing import Any, Protocol

import boto3
import pytest
from botocore.config import Config

from sagemaker_marketplace.aws.queries import Clients, Queries
from sagemaker_marketplace.context import Clock
from sagemaker_marketplace.facts.facts import Facts
from sagemaker_marketplace.manifest import document, reader
from sagemaker_marketplace.manifest.findings import Failure, Finding
from sagemaker_marketplace.preflight import preflight
from sagemaker_marketplace.sandbox.server import Sandbox, running

Connect = Callable[[str, str], Any]


class Ask(Protocol):
    """Starts a sandbox with a scenario, lets `prepare` put things into the account, and runs the preflight."""

    def __call__(
        self,
        scenario: str,
        manifest: str,
        prepare: Callable[[Connect], object] = ...,
        select: Collection[str] = (),
        ignore: Collection[str] = (),
    ) -> list[str]: ...


@pytest.fixture(scope="session")
def session() -> boto3.Session:
    """One session for all clients: it keeps the service models it has read."""
    return boto3.Session()


@pytest.fixture
def ask(session: boto3.Session) -> Ask:
    """Give a function that tells the findings on a manifest's text: `line:column severity rule: message | hint`.

    Related places follow, each as ` + line:column text`. `prepare` takes a function that makes boto3's client of a
    service in a Region.
    """

    def asked(
        scenario: str,
        manifest: str,
        prepare: Callable[[Connect], object] = lambda _: None,
        select: Collection[str] = (),
        ignore: Collection[str] = (),
    ) -> list[str]:
        read = parsed(manifest)
        with running(scenario) as sandbox, ExitStack() as stack:
            connect = connect_to(session, sandbox, stack)
            prepare(connect)
            return lines(read, connect, select, ignore)

    return asked


def parsed(manifest: str) -> document.Document:
    """Read a manifest's text, in which reading finds no fault."""
    read = reader.parse("m.yaml", manifest.encode(), _no_files, {})
    assert read.findings == []
    return read


def lines(
    read: document.Document, connect: Connect, select: Collection[str] = (), ignore: Collection[str] = ()
) -> list[str]:
    """Run the preflight over boto3's clients as of today and give a line for each finding."""
    today = Clock().today()
    account = Queries(Clients(connect), read.region or "", today, Facts(today=today))
    return [_line(found) for found in preflight.findings(read, account, select, ignore)]


def connect_to(session: boto3.Session, sandbox: Sandbox, stack: ExitStack) -> Connect:
    config = Config(retries={"total_max_attempts": 1})
    keys = {
        "aws_access_key_id": sandbox.environment["AWS_ACCESS_KEY_ID"],
        "aws_secret_access_key": sandbox.environment["AWS_SECRET_ACCESS_KEY"],
        "aws_session_token": sandbox.environment["AWS_SESSION_TOKEN"],
    }

    @cache
    def connect(service: str, region: str) -> Any:
        client = session.client(service, region_name=region, endpoint_url=sandbox.url, config=config, **keys)
        return stack.enter_context(closing(client))

    return connect


def _line(found: Finding) -> str:
    related = "".join(f" + {location.line}:{location.column} {text}" for location, text in found.related)
    where = f"{found.location.line}:{found.location.column}"
    return f"{where} {found.severity} {found.rule}: {found.message} | {found.hint}{related}"


def _no_files(name: str, _beside: str) -> tuple[str, bytes]:
    raise Failure(f"{name} is not read here", 2)
