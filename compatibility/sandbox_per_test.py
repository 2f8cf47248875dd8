"""A pytest plugin: each test has its own sandbox, at the address that moto's server mode uses."""

from __future__ import annotations

import os
from collections.abc import Iterator
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest

from sagemaker_marketplace.sandbox.server import running


@pytest.fixture(autouse=True)
def sandbox(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Serve the scenario `success` during a test.

    Tests that freeze the time would skip themselves in server mode. Here the server is in their process.
    """
    if hasattr(request.module, "settings"):
        monkeypatch.setattr(request.module, "settings", SimpleNamespace(TEST_SERVER_MODE=False))
    port = urlsplit(os.environ["TEST_SERVER_MODE_ENDPOINT"]).port
    assert port
    with running(port=port):
        yield
