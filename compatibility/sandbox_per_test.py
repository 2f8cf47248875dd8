"""A pytest plugin: each test has its own sandbox, at the address that moto's server mode uses."""

from __future__ import annotations

import os
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from moto import settings

from sagemaker_marketplace.sandbox.server import running


@pytest.fixture(autouse=True)
def sandbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Serve the scenario `success` during a test.

    Tests that freeze the time would skip themselves in server mode. Here the server is in their process.
    """
    monkeypatch.setattr(settings, "TEST_SERVER_MODE", False)
    port = urlsplit(os.environ["TEST_SERVER_MODE_ENDPOINT"]).port
    assert port
    with running(port=port):
        yield
