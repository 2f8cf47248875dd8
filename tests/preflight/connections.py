"""Clients that call one server after another, because they are slow to create."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import boto3
import botocore.session
from botocore.config import Config

from sagemaker_marketplace.aws import parallel
from sagemaker_marketplace.sandbox.server import Sandbox

Connect = Callable[[str, str], Any]
_PLACEHOLDER = "http://127.0.0.1:1"


class Connections:
    """A session and its clients, whose calls go to one server at a time."""

    def __init__(self) -> None:
        """Create the session, not yet connected."""
        session = botocore.session.Session()
        session.set_credentials("UNSET", "unset", "unset")
        self._credentials = session.get_credentials()
        self._session = boto3.Session(botocore_session=session)
        self._session.events.register("request-created", self._redirect)
        self._kept = cache(self._create)
        self._host = ""

    @contextmanager
    def connected(self, url: str, key: str, secret: str, token: str) -> Iterator[Connect]:
        """Send all calls to an address, with these credentials; give a function that returns a client."""
        self._host = urlsplit(url).netloc
        self._credentials.access_key, self._credentials.secret_key = key, secret
        self._credentials.token = token
        yield self._client
        # A preflight that fails does not wait for its other queries; they must not reach the next server.
        for thread in threading.enumerate():
            if thread.name == parallel.THREAD_NAME:
                thread.join()

    def _client(self, service: str, region: str) -> Any:
        # Clients of S3 remember the Regions of buckets.
        return self._create(service, region) if service == "s3" else self._kept(service, region)

    def _create(self, service: str, region: str) -> Any:
        config = Config(retries={"total_max_attempts": 1})
        return self._session.client(service, region_name=region, endpoint_url=_PLACEHOLDER, config=config)

    def _redirect(self, request: Any, **_: Any) -> None:
        request.url = urlunsplit(urlsplit(request.url)._replace(netloc=self._host))


@cache
def connections() -> Connections:
    """Return the clients that all tests of a process share."""
    return Connections()


@contextmanager
def connected_to(sandbox: Sandbox) -> Iterator[Connect]:
    """Send the calls of the shared clients to a sandbox; give a function that returns a client."""
    names = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
    with connections().connected(sandbox.url, *(sandbox.environment[name] for name in names)) as connect:
        yield connect
