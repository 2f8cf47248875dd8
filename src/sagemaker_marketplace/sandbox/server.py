"""The sandbox's HTTP server: dispatches SageMaker calls to our own service, and most others to moto.

AWS clients use it through AWS_ENDPOINT_URL. `GET /_sandbox/calls` lists all calls received, in order,
with the seconds of a clock and the HTTP status, which is empty until the call is answered.
`POST /_sandbox/faults` with {"operation", "kind", "nth", "seconds"}, or a list of these, makes a call fail once: see
`scenario.single_fault`. `GET /_sandbox/faults` lists the operations of faults that have not affected a call yet.
`POST /moto-api/reset` removes all resources, as in moto's server mode.
"""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from threading import Thread
from typing import TYPE_CHECKING, Any

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
from sagemaker_marketplace.sandbox.environment import client_variables
from sagemaker_marketplace.sandbox.faults import Faults
from sagemaker_marketplace.sandbox.json_protocol import UNSUPPORTED, ServiceError
from sagemaker_marketplace.sandbox.operations import is_supported, is_unsupported
from sagemaker_marketplace.sandbox.responses import error_response, json_response
from sagemaker_marketplace.sandbox.sagemaker_service import SageMakerService
from sagemaker_marketplace.sandbox.scenario import Fault, Scenario

if TYPE_CHECKING:
    from sagemaker_marketplace.sandbox.containers.engine import Containers
    from sagemaker_marketplace.sandbox.containers.validations import Validations

_ACCOUNT_HEADER = "HTTP_X_MOTO_ACCOUNT_ID"  # moto's own lookup knows only the access keys that it issued
# Each responds to a call, or creates the resources that moto needs to respond to it; tried in this order before
# SageMaker's operations and moto.
Handler = Callable[[ApiCall, Scenario], Response | None]
_HANDLERS: tuple[Handler, ...] = (
    *(authorization.authorize, github_tokens.handle, web_identity.handle, roles.handle, policy_simulator.handle),
    *(buckets.handle, quotas.handle, prices.handle, regions.handle),
)


@dataclass(frozen=True)
class Sandbox:
    """A running sandbox: its URL, and the environment variables that direct AWS clients to it.

    `identity` contains the variables of a GitHub Actions job that can request tokens; the environment includes them in
    scenarios about such tokens. `calls` are the calls received so far, as `GET /_sandbox/calls` lists them.
    """

    url: str
    environment: dict[str, str]
    identity: dict[str, str] = field(default_factory=dict)
    calls: Sequence[dict[str, Any]] = field(default=(), compare=False, repr=False)


def scenarios() -> dict[str, str]:
    """Return the description of each scenario by name."""
    return {name: scenario_files.load(name).description for name in scenario_files.names()}


@contextmanager
def running(
    scenario: str = "success",
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    faults: Sequence[Mapping[str, Any]] = (),
    containers: Containers | None = None,
) -> Iterator[Sandbox]:
    """Serve a scenario from a thread, without any resources at the start, until the block ends.

    Anyone who can reach `host` can use the sandbox. A port of 0 means any free port. `faults` are additional calls that
    fail, as arguments of `scenario.single_fault`:
    {"operation": "DescribeModelPackage", "kind": "reset", "nth": 2}. With `containers`, the jobs of a validation run in
    containers if the engine has the images of the request under their names, and a client has uploaded the data.
    moto keeps its state per process, so two sandboxes in one process share S3, ECR and other services, and starting
    the second one clears them.
    Raises ValueError for an unknown scenario or fault, OSError for an unusable address.
    """
    loaded = scenario_files.load(scenario)
    added = [scenario_files.single_fault(**fault) for fault in faults]
    # werkzeug would exit the process if it could not bind the port.
    with socket.create_server((host, port)) as listening:
        url = f"http://{host}:{listening.getsockname()[1]}"
        application = _Application(loaded, added, containers, url)
        server = make_server(host, 0, application, True, request_handler=_QuietHandler, fd=listening.fileno())
        moto_api_backend.reset()
        thread = Thread(target=server.serve_forever, args=(0.02,), name="sandbox", daemon=True)
        thread.start()
        try:
            identity = github_tokens.environment(url)
            caller = authorization.create_caller(loaded)
            environment = {**client_variables(url), **caller, **(identity if loaded.github else {})}
            yield Sandbox(url, environment, identity, application.calls)
        finally:
            application.close()
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

    def __init__(self, scenario: Scenario, faults: Iterable[Fault], containers: Containers | None, url: str) -> None:
        self._scenario = scenario
        self._validations = _validations(containers, url) if containers else None
        find_local = self._validations.local.ecr_image if self._validations else None
        self._registry: Handler = partial(registry.handle, find_local=find_local)
        self._sagemaker = self._service()
        self._faults = Faults((*scenario.faults, *faults))
        self._sessions = web_identity.Sessions(scenario)
        self._moto = DomainDispatcherApplication(_moto_application)
        self.calls: list[dict[str, Any]] = []

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/_sandbox/calls":
            return json_response(self.calls)(environ, start_response)
        call = _with_service(parse_call(environ))
        if call.path == "/_sandbox/faults":
            return self._handle_faults(call)(environ, start_response)
        if call.path == "/moto-api/reset":
            self.close()
            self._sagemaker = self._service()
            return self._moto(environ, start_response)  # type: ignore[no-any-return]  # likewise
        entry = {
            "service": call.service,
            "operation": call.operation,
            "region": call.region,
            "account": call.account,
            "seconds": round(time.monotonic(), 3),
            "status": "",
        }
        self.calls.append(entry)

        def start(status: str, headers: Any, exc_info: Any = None) -> Any:
            entry["status"] = status.partition(" ")[0]
            return start_response(status, headers, exc_info)

        environ[_ACCOUNT_HEADER] = call.account
        application = self._apply_faults(call, environ)
        return application(environ, start)  # type: ignore[no-any-return]  # WSGI applications are untyped

    def close(self) -> None:
        """End the validations that run in containers."""
        if self._validations:
            self._validations.close()

    def _service(self) -> SageMakerService:
        return SageMakerService(self._scenario, self._validations.begin if self._validations else None)

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
        if self._sessions.has_expired(call.account, call.access_key):
            return error_response(call, fault_injection.fault_error(call, "expired"))
        application = self._dispatch(call)
        return fault_injection.execute_with_fault(application, fault, environ) if fault else application

    def _dispatch(self, call: ApiCall) -> Any:
        """Return the response of a handler or of SageMaker, else moto's application."""
        try:
            scenario = self._scenario.in_account(call.account)
            for handle in (*_HANDLERS, self._registry):
                response = handle(call, scenario)
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


def _validations(containers: Containers, url: str) -> Validations:
    # Most sandboxes do not need the code of rehearsals.
    from sagemaker_marketplace.sandbox.containers.validations import Validations

    return Validations(containers, url)


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
