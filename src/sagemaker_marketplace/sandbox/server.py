"""The sandbox's HTTP server: SageMaker's calls go to our service, all others to moto's.

Any AWS client finds it through AWS_ENDPOINT_URL. `GET /_sandbox/calls` gives every call received, in order.
`POST /_sandbox/faults` with {"operation", "kind", "nth", "seconds"} has a call go wrong, once, as `scenario.once` says;
a list of them is many. `GET /_sandbox/faults` gives the operations of those that have met no call yet.
"""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from threading import Thread
from typing import Any
from uuid import uuid4

from moto.moto_api._internal.models import moto_api_backend
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from werkzeug.serving import make_server
from werkzeug.wrappers import Response

from sagemaker_marketplace.sandbox import (
    authority,
    buckets,
    fault_injection,
    github,
    prices,
    quotas,
    regions,
    registry,
    roles,
    simulator,
    web_identity,
)
from sagemaker_marketplace.sandbox import scenario as scenario_files
from sagemaker_marketplace.sandbox.api_call import Asked, hear
from sagemaker_marketplace.sandbox.faults import Call, Faults
from sagemaker_marketplace.sandbox.operations import OPERATIONS
from sagemaker_marketplace.sandbox.scenario import Fault, Scenario
from sagemaker_marketplace.sandbox.service import Service
from sagemaker_marketplace.sandbox.wire import Members, ServiceError

_HOST = "127.0.0.1"
_REGION = "us-east-1"

# What answers a call, or makes ready what it asks for, before SageMaker's operations and moto; in this order.
Front = Callable[[Asked, Scenario], Response | None]
FRONTS: tuple[Front, ...] = (
    *(authority.judge, github.answer, web_identity.answer, roles.answer, simulator.answer),
    *(registry.front, buckets.front, quotas.front, prices.front, regions.front),
)


@dataclass(frozen=True)
class Sandbox:
    """A running sandbox: its address, and the variables that send AWS clients to it and nowhere else.

    `identity` are those of a job of GitHub Actions that may ask for tokens; they are part of the environment in
    scenarios that are about them.
    """

    url: str
    environment: dict[str, str]
    identity: dict[str, str] = field(default_factory=dict)


def scenarios() -> dict[str, str]:
    """Give all scenarios: name and one-line description."""
    return {name: scenario_files.load(name).description for name in scenario_files.names()}


@contextmanager
def running(scenario: str = "success", *, port: int = 0, faults: Sequence[Mapping[str, Any]] = ()) -> Iterator[Sandbox]:
    """Serve a scenario from a thread, with nothing in it yet, until the block ends.

    Takes the scenario's name, a port, 0 for any free one, and calls that are to go wrong besides: the arguments of
    `scenario.once`, as in {"operation": "DescribeModelPackage", "kind": "reset", "nth": 2}.
    moto's state belongs to the process, so two sandboxes at once in one process share S3, ECR and the like, and
    starting the second empties them.
    Raises ValueError for an unknown scenario or fault, OSError if the port is taken.
    """
    story = scenario_files.load(scenario)
    application = _Application(story, [scenario_files.once(**fault) for fault in faults])
    # A socket of our own: werkzeug ends the process if it can't bind one.
    with socket.create_server((_HOST, port)) as listening:
        server = make_server(_HOST, 0, application, True, request_handler=_QuietHandler, fd=listening.fileno())
        moto_api_backend.reset()
        thread = Thread(target=server.serve_forever, args=(0.02,), name="sandbox", daemon=True)
        thread.start()
        url = f"http://{_HOST}:{listening.getsockname()[1]}"
        try:
            identity = github.environment(url)
            more = {**authority.credentials(story), **(identity if story.github else {})}
            yield Sandbox(url, {**_environment(url), **more}, identity)
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

    def connection_dropped(self, *_: object) -> None:
        """Wait for nothing more on a connection that was cut."""
        self.close_connection = True


class _Application:
    """The WSGI application that sends each call to our service or to moto."""

    def __init__(self, scenario: Scenario, faults: Iterable[Fault]) -> None:
        self._scenario = scenario
        self._service = Service(scenario)
        self._faults = Faults((*scenario.faults, *faults))
        self._sessions = web_identity.Sessions(scenario)
        self._moto = DomainDispatcherApplication(_moto_application)
        self._calls: list[dict[str, str]] = []

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/_sandbox/calls":
            return _response(200, self._calls)(environ, start_response)
        asked = _named(hear(environ))
        if asked.path == "/_sandbox/faults":
            return self._agreed(asked)(environ, start_response)
        self._calls.append({"service": asked.service, "operation": asked.operation, "region": asked.region})
        app = self._met(asked, environ)
        return app(environ, start_response)  # type: ignore[no-any-return]  # WSGI applications are untyped

    def _agreed(self, asked: Asked) -> Response:
        """Take faults to come, or tell which are still to come."""
        if asked.method == "POST":
            try:
                wanted = json.loads(asked.body)
                for fault in wanted if isinstance(wanted, list) else [wanted]:
                    self._faults.add(scenario_files.once(**fault))
            except (TypeError, ValueError) as error:
                return _response(400, {"message": str(error)})
        return _response(200, [operation for fault in self._faults.pending() for operation in fault.operations])

    def _met(self, asked: Asked, environ: dict[str, Any]) -> Any:
        """Give the WSGI application that answers a call, or spoils it. Raises ConnectionError for one that is cut."""
        call = Call(asked.operation, asked.region, asked.access_key, self._service.existing(asked))
        fault = self._faults.spoiling(call)
        spoilt = fault_injection.early(asked, fault, environ) if fault else None
        if spoilt is not None:
            return spoilt
        if self._sessions.expired(asked.access_key):
            return fault_injection.refusal(asked, fault_injection.error(asked, "expired"))
        application = self._answered(asked)
        return fault_injection.late(application, fault, environ) if fault else application

    def _answered(self, asked: Asked) -> Any:
        """Give the WSGI application that answers a call: SageMaker's, a front's, or moto's."""
        try:
            for front in FRONTS:
                answer = front(asked, self._scenario)
                if answer is not None:
                    return answer
            logged = self._service.logged(asked)
            if logged is not None:
                return logged
            if asked.service != "sagemaker" or asked.operation not in OPERATIONS:
                return self._moto
            return _response(200, self._service.answer(asked))
        except ServiceError as error:
            return _response(error.status, error.body())


def _named(asked: Asked) -> Asked:
    """Give service and operation to the calls that nobody signs."""
    if asked.path == github.PATH:
        return replace(asked, service="github", operation=github.OPERATION)
    return replace(asked, service="sts") if asked.operation == web_identity.WITH_TOKEN else asked


def _moto_application(service: Any) -> Any:
    """Give moto's application for a service; what moto lacks is told to the client, not thrown at the terminal."""
    application = create_backend_app(service)
    absent = ServiceError("NotImplemented", "The sandbox has no such operation.", 501)
    application.register_error_handler(NotImplementedError, lambda _: _response(absent.status, absent.body()))
    return application


def _response(status: int, content: Members | list[Any]) -> Response:
    """Give the WSGI application that answers with this JSON."""
    headers = {"x-amzn-RequestId": str(uuid4())}
    return Response(json.dumps(content), status, headers, content_type="application/x-amz-json-1.1")
