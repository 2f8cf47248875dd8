"""The sources of a manifest's only job, with an account in the sandbox."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.preflight.bucket import package
from tests.preflight.conftest import parsed

from sagemaker_marketplace.aws.credentials.hints import GITHUB
from sagemaker_marketplace.aws.session import Account
from sagemaker_marketplace.context import Workspace
from sagemaker_marketplace.facts.facts import Facts
from sagemaker_marketplace.manifest import rehearsal
from sagemaker_marketplace.manifest.findings import Failure
from sagemaker_marketplace.rehearse.job import transform_jobs
from sagemaker_marketplace.rehearse.sources.sources import Sources
from sagemaker_marketplace.sandbox.server import running

POLICY = "add {} to the caller's IAM policy; sagemaker-marketplace iam-policy prints the policy; or set {}"


@contextmanager
def connected(environment: pytest.MonkeyPatch, scenario: str = "success", **fault: str) -> Iterator[None]:
    """Send all calls to a sandbox, with its credentials; one of them can fail."""
    with running(scenario, faults=[fault] if fault else []) as sandbox:
        for name, value in sandbox.environment.items():
            environment.setenv(name, value)
        yield


def sources(block: str = "{}", **changes: str) -> Sources:
    """The sources of the only job of a manifest with this block."""
    document = parsed(package(**changes) + f"rehearsal: {block}\n")
    [job] = transform_jobs(document)
    account = Account("tests", host=GITHUB).queries("us-east-1", "2026-01-01", Facts(today="2026-01-01"))
    return Sources(document, job, rehearsal.read(document), account)


def failure(found: Iterator[object]) -> tuple[str, str, int, int]:
    """Message, hint, exit code and line of a generator that fails."""
    with pytest.raises(Failure) as raised:
        list(found)
    location = raised.value.location
    return raised.value.message, raised.value.hint, raised.value.exit_code, location.line if location else 0


def workspace(folder: Path) -> Workspace:
    """A workspace without files."""
    return Workspace(str(folder), bound=True)
