"""Fixtures: sandboxes and boto3 clients, one set per test."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config

from sagemaker_marketplace.sandbox.server import Sandbox, running

REQUESTS = Path(__file__).parent / "requests"


@pytest.fixture(scope="session")
def session() -> boto3.Session:
    """One session for all clients, which caches the service models."""
    return boto3.Session()


@pytest.fixture
def connect(session: boto3.Session) -> Iterator[Callable[..., Any]]:
    """Return a function that creates a client of a sandbox; the client sends each call once, without validation."""
    with ExitStack() as stack:

        def connected(sandbox: Sandbox, service: str = "sagemaker", region: str = "us-east-1", key: str = "K") -> Any:
            config = Config(parameter_validation=False, retries={"total_max_attempts": 1})
            client = session.client(
                service,
                region_name=region,
                endpoint_url=sandbox.url,
                aws_access_key_id=key,
                aws_secret_access_key="secret",  # noqa: S106 -- the sandbox checks no signature
                config=config,
            )
            return stack.enter_context(closing(client))

        yield connected


@pytest.fixture
def serve() -> Iterator[Callable[[str], Sandbox]]:
    """Return a function that starts a sandbox with a scenario, which runs until the test ends."""
    with ExitStack() as stack:
        yield lambda scenario: stack.enter_context(running(scenario))


@pytest.fixture
def sandbox(serve: Callable[[str], Sandbox]) -> Sandbox:
    """A sandbox with the scenario `success`."""
    return serve("success")


@pytest.fixture
def sagemaker(connect: Callable[..., Any], sandbox: Sandbox) -> Any:
    """A client of that sandbox's SageMaker."""
    return connect(sandbox)


@pytest.fixture
def model_package() -> dict[str, Any]:
    """A CreateModelPackage request with most fields of an unversioned package."""
    return _request("model-package")


@pytest.fixture
def algorithm() -> dict[str, Any]:
    """A CreateAlgorithm request with most fields of an algorithm."""
    return _request("algorithm")


def _request(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((REQUESTS / f"{name}.json").read_text("utf-8"))
    return content
