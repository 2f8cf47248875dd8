"""Runs the preflight against an account in the sandbox; returns a line per finding."""

from collections.abc import Callable, Collection
from typing import Protocol

import boto3
import pytest
from tests.preflight.connections import Connect, connected_to

from sagemaker_marketplace.aws.queries import Clients, Queries
from sagemaker_marketplace.context import Clock
from sagemaker_marketplace.facts.facts import Facts
from sagemaker_marketplace.manifest import document, reader
from sagemaker_marketplace.manifest.findings import Failure, Finding
from sagemaker_marketplace.preflight import preflight
from sagemaker_marketplace.sandbox.server import running


class RunPreflight(Protocol):
    """Starts a sandbox with a scenario, creates resources with `prepare`, and runs the preflight."""

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
    """One session for all clients, which caches the service models."""
    return boto3.Session()


@pytest.fixture
def run_preflight() -> RunPreflight:
    """Return a function that runs the preflight: a line per finding, `line:column severity rule: message | hint`.

    Related locations follow, each as ` + line:column text`. `prepare` gets a function that creates a boto3 client
    for a service and a Region.
    """

    def run(
        scenario: str,
        manifest: str,
        prepare: Callable[[Connect], object] = lambda _: None,
        select: Collection[str] = (),
        ignore: Collection[str] = (),
    ) -> list[str]:
        parsed_document = parsed(manifest)
        with running(scenario) as sandbox, connected_to(sandbox) as connect:
            prepare(connect)
            return lines(parsed_document, connect, select, ignore)

    return run


def parsed(manifest: str) -> document.Document:
    """Parse a manifest, which must have no errors."""
    parsed_document = reader.parse("m.yaml", manifest.encode(), _no_files, {})
    assert parsed_document.findings == []
    return parsed_document


def lines(
    parsed_document: document.Document, connect: Connect, select: Collection[str] = (), ignore: Collection[str] = ()
) -> list[str]:
    """Run the preflight with boto3 clients; return a line per finding."""
    today = Clock().today()
    account = Queries(Clients(connect), parsed_document.region or "", today, Facts(today=today))
    return [_line(finding) for finding in preflight.findings(parsed_document, account, select, ignore)]


def _line(finding: Finding) -> str:
    related = "".join(f" + {location.line}:{location.column} {text}" for location, text in finding.related)
    position = f"{finding.location.line}:{finding.location.column}"
    return f"{position} {finding.severity} {finding.rule}: {finding.message} | {finding.hint}{related}"


def _no_files(name: str, _base: str) -> tuple[str, bytes]:
    raise Failure(f"{name} is not read here", 2)
