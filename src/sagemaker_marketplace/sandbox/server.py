"""The sandbox's HTTP server: SageMaker's calls go to our service, all others to moto's.

Any AWS client finds it through AWS_ENDPOINT_URL. `GET /_sandbox/calls` gives every call received, in order.
"""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Thread
from typing import Any
from uuid import uuid4

from moto.moto_api._internal.models import moto_api_backend
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from werkzeug.serving import make_server
from werkzeug.wrappers import Response

from sagemaker_marketplace.sandbox import authority, buckets, prices, quotas, regions, registry, roles, simulator
from sagemaker_marketplace.sandbox import scenario as scenario_files
from sagemaker_marketplace.sandbox.asked import Asked, hear
from sagemaker_marketplace.sandbox.faults import Call
from sagemaker_marketplace.sandbox.operations import OPERATIONS
from sagemaker_marketplace.sandbox.scenario import Scenario
from sagemaker_marketplace.sandbox.service import AnswerLostError, Service
from sagemaker_marketplace.sandbox.wire import Members, ServiceError

_HOST = "127.0.0.1"
_REGION = "us-east-1"

# What answers a call, or makes ready what it asks for, before SageMaker's operations and moto; in this order.
Front = Callable[[Asked, Scenario], Response | None]
FRONTS: tuple[Front, ...] = (
    *(authority.judge, roles.answer, simulator.answer),
    *(registry.front, buckets.front, quotas.front, prices.front, regions.front),
)


@dataclass(frozen=True)
class Sandbox:
    """A running sandbox: its address, and the variables that send AWS clients to it and nowhere else."""

    url: str
    environment: dict[str, str]


def scenarios() -> dict[str, str]:
    """Give all scenarios: name and one-line description."""
    return {name: scenario_files.load(name).description for name in scenario_files.names()}


@contextmanager
def running(scenario: str = "happy", *, port: int = 0) -> Iterator[Sandbox]:
    """Serve a scenario from a thread, with nothing in it yet, until the block ends.

    Takes the scenario's name and a port, 0 for any free one. moto's state belongs to the process, so two sandboxes
    at once in one process share S3, ECR and the like, and starting the second empties them.
    Raises ValueError for an unknown scenario, OSError if the port is taken.
    """
    story = scenario_files.load(scenario)
    application = _Application(story)
    # A socket of our own: werkzeug ends the process if it can't bind one.
    with socket.create_server((_HOST, port)) as listening:
        server = make_server(_HOST, 0, application, True, request_handler=_QuietHandler, fd=listening.fileno())
        moto_api_backend.reset()
        thread = Thread(target=server.serve_forever, args=(0.1,), name="sandbox", daemon=True)
        thread.start()
        url = f"http://{_HOST}:{listening.getsockname()[1]}"
        try:
            yield Sandbox(url, {**_environment(url), **authority.credentials(story)})
        finally:
            server.shutdown()
            thread.join()
            server.server_close()


def _environment(url: str) -> dict[str, str]:
    """Give the variables for a client; they also keep it from the user's own AWS settings and from proxies."""
    return {
        "AWS_ENDPOINT_URL": url,
        "AWS_ACCESS_KEY_ID": "SANDBOX",
        "AWS_SECRET_ACCESS_KEY": "sandbox",
        "AWS_SESSION_TOKEN": "sandbox",
        "AWS_DEFAULT_REGION": _REGION,
        "AWS_REGION": _REGION,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_PAGER": "",
        "NO_PROXY": _HOST,
        "no_proxy": _HOST,
    }


class _QuietHandler(MotoRequestHandler):
    """moto's handler without the line for each request."""

    def log_request(self, *_: object) -> None:
        """Say nothing."""


class _Application:
    """The WSGI application that sends each call to our service or to moto."""

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        self._service = Service(scenario)
        self._moto = DomainDispatcherApplication(_moto_application)
        self._calls: list[dict[str, str]] = []

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/_sandbox/calls":
            return _response(200, self._calls)(environ, start_response)
        asked = hear(environ)
        self._calls.append({"service": asked.service, "operation": asked.operation, "region": asked.region})
        app = self._answered(asked, environ)
        return app(environ, start_response)  # type: ignore[no-any-return]  # WSGI applications are untyped

    def _answered(self, asked: Asked, environ: dict[str, Any]) -> Any:
        """Give the WSGI application that answers a call: SageMaker's, a front's, or moto's."""
        call = Call(asked.operation, asked.region, asked.access_key)
        try:
            if "HTTP_X_AMZ_TARGET" in environ and (asked.service != "sagemaker" or asked.operation not in OPERATIONS):
                self._service.pass_on(call)
            for front in FRONTS:
                answer = front(asked, self._scenario)
                if answer is not None:
                    return answer
            if asked.service != "sagemaker" or asked.operation not in OPERATIONS:
                return self._moto
            return _response(200, self._service.answer(call, asked.body))
        except ServiceError as error:
            return _response(error.status, error.body())
        except AnswerLostError:
            environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
            raise ConnectionAbortedError from None


def _moto_application(service: Any) -> Any:
    """Give moto's application for a service; what moto lacks is told to the client, not thrown at the terminal."""
    application = create_backend_app(service)
    absent = ServiceError("NotImplemented", "The sandbox has no such operation.", 501)
    application.register_error_handler(NotImplementedError, lambda _: _response(absent.status, absent.body()))
    return application


def _response(status: int, content: Members | list[dict[str, str]]) -> Response:
    """Give the WSGI application that answers with this JSON."""
    headers = {"x-amzn-RequestId": str(uuid4())}
    return Response(json.dumps(content), status, headers, content_type="application/x-amz-json-1.1")
