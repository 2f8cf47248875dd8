"""The sandbox's HTTP server: dispatches SageMaker calls to our own service, and most others to moto.

AWS clients use it through AWS_ENDPOINT_URL. `GET /_sandbox/calls` lists all calls received, in order.
`POST /_sandbox/faults` with {"operation", "kind", "nth", "seconds"}, or a list of these, makes a call fail once: see
`scenario.single_fault`. `GET /_sandbox/faults` lists the operations of faults that have not affected a call yet.
`POST /moto-api/reset` removes all resources, as in moto's server mode.
"""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from threading import Thread
from typing import Any

from moto.moto_api._internal.models import moto_api_backend
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from werkzeug.serving import make_server
from werkzeug.wrappers import Response

from sagemaker_marketplace.sandbox import (
    authorization,
    buckets,
    fault_injection,
    github_tokens,
    policy_simulator,
    prices,
    quotas,
    regions,
    registry,
    roles,
    web_identity,
)
from sagemaker_marketplace.sandbox import scenario as scenario_files
from sagemaker_marketplace.sandbox.api_call import ApiCall, parse_call
from sagemaker_marketplace.sandbox.environment import HOST, client_variables
from sagemaker_marketplace.sandbox.faults import Faults
from sagemaker_marketplace.sandbox.json_protocol import UNSUPPORTED, ServiceError
from sagemaker_marketplace.sandbox.operations import is_supported, is_unsupported
from sagemaker_marketplace.sandbox.responses import error_response, json_response
from sagemaker_marketplace.sandbox.sagemaker_service import SageMakerService
from sagemaker_marketplace.sandbox.scenario import Fault, Scenario

# Each responds to a call, or creates the resources that moto needs to respond to it; tried in this order before
# SageMaker's operations and moto.
Handler = Callable[[ApiCall, Scenario], Response | None]
HANDLERS: tuple[Handler, ...] = (
    *(authorization.authorize, github_tokens.handle, web_identity.handle, roles.handle, policy_simulator.handle),
    *(registry.handle, buckets.handle, quotas.handle, prices.handle, regions.handle),
)


@dataclass(frozen=True)
class Sandbox:
    """A running sandbox: its URL, and the environment variables that direct AWS clients to it.

    `identity` contains the variables of a GitHub Actions job that can request tokens; the environment includes them in
    scenarios about such tokens.
    """

    url: str
    environment: dict[str, str]
    identity: dict[str, str] = field(default_factory=dict)


def scenarios() -> dict[str, str]:
    """Return the description of each scenario by name."""
    return {name: scenario_files.load(name).description for name in scenario_files.names()}


@contextmanager
def running(scenario: str = "success", *, port: int = 0, faults: Sequence[Mapping[str, Any]] = ()) -> Iterator[Sandbox]:
    """Serve a scenario from a thread, without any resources at the start, until the block ends.

    A port of 0 means any free port. `faults` are additional calls that fail, as arguments of `scenario.single_fault`:
    {"operation": "DescribeModelPackage", "kind": "reset", "nth": 2}.
    moto keeps its state per process, so two sandboxes in one process share S3, ECR and other services, and starting
    the second one clears them.
    Raises ValueError for an unknown scenario or fault, OSError if the port is in use.
    """
    loaded = scenario_files.load(scenario)
    application = _Application(loaded, [scenario_files.single_fault(**fault) for fault in faults])
    # werkzeug would exit the process if it could not bind the port.
    with socket.create_server((HOST, port)) as listening:
        server = make_server(HOST, 0, application, True, request_handler=_QuietHandler, fd=listening.fileno())
        moto_api_backend.reset()
        thread = Thread(target=server.serve_forever, args=(0.02,), name="sandbox", daemon=True)
        thread.start()
        url = f"http://{HOST}:{listening.getsockname()[1]}"
        try:
            identity = github_tokens.environment(url)
            caller = authorization.create_caller(loaded)
            environment = {**client_variables(url), **caller, **(identity if loaded.github else {})}
            yield Sandbox(url, environment, identity)
        finally:
            server.shutdown()
            thread.join()
            server.server_close()


class _QuietHandler(MotoRequestHandler):
    """moto's handler, without request logs."""

    def log_request(self, *_: object) -> None:
        """Log nothing."""

    def connection_dropped(self, *_: object) -> None:
        """Stop reading from a connection that was cut."""
        self.close_connection = True


class _Application:
    """The WSGI application that dispatches each call to our services or to moto."""

    def __init__(self, scenario: Scenario, faults: Iterable[Fault]) -> None:
        self._scenario = scenario
        self._sagemaker = SageMakerService(scenario)
        self._faults = Faults((*scenario.faults, *faults))
        self._sessions = web_identity.Sessions(scenario)
        self._moto = DomainDispatcherApplication(_moto_application)
        self._calls: list[dict[str, str]] = []

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/_sandbox/calls":
            return json_response(self._calls)(environ, start_response)
        call = _with_service(parse_call(environ))
        if call.path == "/_sandbox/faults":
            return self._handle_faults(call)(environ, start_response)
        if call.path == "/moto-api/reset":
            self._sagemaker = SageMakerService(self._scenario)
            return self._moto(environ, start_response)  # type: ignore[no-any-return]  # likewise
        self._calls.append({"service": call.service, "operation": call.operation, "region": call.region})
        application = self._apply_faults(call, environ)
        return application(environ, start_response)  # type: ignore[no-any-return]  # WSGI applications are untyped

    def _handle_faults(self, call: ApiCall) -> Response:
        """Add the faults of a POST request, and list the pending ones."""
        if call.method == "POST":
            try:
                faults = json.loads(call.body)
                for fault in faults if isinstance(faults, list) else [faults]:
                    self._faults.add(scenario_files.single_fault(**fault))
            except (TypeError, ValueError) as error:
                return json_response({"message": str(error)}, 400)
        return json_response([operation for fault in self._faults.pending() for operation in fault.operations])

    def _apply_faults(self, call: ApiCall, environ: dict[str, Any]) -> Any:
        """Return the WSGI application that responds to a call.

        Raises ConnectionError if a fault cuts the connection.
        """
        fault = self._faults.count_call(call, self._sagemaker.existing_resource(call))
        response = fault_injection.respond_instead(call, fault, environ) if fault else None
        if response is not None:
            return response
        if self._sessions.has_expired(call.access_key):
            return error_response(call, fault_injection.fault_error(call, "expired"))
        application = self._dispatch(call)
        return fault_injection.execute_with_fault(application, fault, environ) if fault else application

    def _dispatch(self, call: ApiCall) -> Any:
        """Return the response of a handler or of SageMaker, else moto's application."""
        try:
            for handle in HANDLERS:
                response = handle(call, self._scenario)
                if response is not None:
                    return response
            response = self._sagemaker.handle_log_call(call) or self._sagemaker.handle_model_call(call)
            if response is not None:
                return response
            if call.service == "sagemaker" and is_unsupported(call):
                raise UNSUPPORTED
            if call.service != "sagemaker" or not is_supported(call):
                return self._moto
            return json_response(self._sagemaker.execute(call))
        except ServiceError as error:
            return error_response(call, error)


def _with_service(call: ApiCall) -> ApiCall:
    """Set the service and the operation of calls without a signature."""
    if call.path == github_tokens.PATH:
        return replace(call, service="github", operation=github_tokens.OPERATION)
    return replace(call, service="sts") if call.operation == web_identity.WITH_TOKEN else call


def _moto_application(service: Any) -> Any:
    """Return moto's application for a service; an operation that moto lacks becomes an error response."""
    application = create_backend_app(service)
    application.register_error_handler(
        NotImplementedError, lambda _: json_response(UNSUPPORTED.body(), UNSUPPORTED.status)
    )
    return application
