"""The sandbox's SageMaker: validates the JSON document of a call and executes the operation."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from threading import RLock

from werkzeug.wrappers import Response

from sagemaker_marketplace.sandbox import jobs, log_calls
from sagemaker_marketplace.sandbox.api_call import ApiCall
from sagemaker_marketplace.sandbox.json_protocol import JsonObject, Owner, ServiceError
from sagemaker_marketplace.sandbox.operations import OPERATIONS
from sagemaker_marketplace.sandbox.request_validation import validate_request
from sagemaker_marketplace.sandbox.resource_store import ALGORITHM, MODEL_PACKAGE, Resource, ResourceStore
from sagemaker_marketplace.sandbox.responses import json_response
from sagemaker_marketplace.sandbox.scenario import Scenario

Begin = Callable[[Resource, ResourceStore, RLock], object]


class SageMakerService:
    """SageMaker's resources and the logs of their jobs. Thread-safe: calls are executed one at a time."""

    def __init__(self, scenario: Scenario, begin_validation: Begin | None = None) -> None:
        """`begin_validation` is called with each new resource, the store, and the lock that guards both."""
        self._lock = RLock()
        self._scenario, self._begin_validation = scenario, begin_validation
        self._stores: dict[Owner, ResourceStore] = {}

    def execute(self, call: ApiCall) -> JsonObject:
        """Execute one of OPERATIONS and return its result. Raises ServiceError if the call is invalid."""
        with self._lock:
            request = validate_request(call.operation, _parse_json(call.body))
            return OPERATIONS[call.operation](self._store(call.owner), request)

    def handle_log_call(self, call: ApiCall) -> Response | None:
        """Respond to a call about the logs of jobs; None for any other call. Raises ServiceError for an invalid one."""
        with self._lock:
            return log_calls.handle(call, self._store(call.owner).logs, self._scenario.pages)

    def handle_model_call(self, call: ApiCall) -> Response | None:
        """Respond to a DescribeModel call about the model of a validation; None for any other call."""
        if (call.service, call.operation) != ("sagemaker", "DescribeModel"):
            return None
        with self._lock:
            name = jobs.name_of_model_job(call.string("ModelName"))
            started = self._store(call.owner).jobs
            job = started.get(call.owner.arn(jobs.RESOURCE_TYPE["transform"], name))
            if job is None:
                return None
            of_resource = [each for each in started.values() if each.resource_arn == job.resource_arn]
            trained = [each for each in of_resource if each.stage == "training"]
            return json_response(jobs.describe_model(job, trained[-1] if trained else None))

    def existing_resource(self, call: ApiCall) -> str | None:
        """Return the ARN of the existing resource that a call names; None if there is none."""
        for kind in (MODEL_PACKAGE, ALGORITHM):
            name = call.string(f"{kind.prefix}Name") if call.service == "sagemaker" else ""
            if name:
                with self._lock, suppress(ServiceError):
                    return self._store(call.owner).find(kind, name).arn
        return None

    def _store(self, owner: Owner) -> ResourceStore:
        """Return the store of an account and Region; the lock must be held."""
        if owner not in self._stores:
            begin, scenario = self._begin_validation, self._scenario.in_account(owner.account)
            validate = (lambda resource, store: begin(resource, store, self._lock)) if begin else lambda *_: None
            self._stores[owner] = ResourceStore(owner, scenario, validate)
        return self._stores[owner]


def _parse_json(body: bytes) -> object:
    try:
        return json.loads(body or b"{}")
    except ValueError:
        raise ServiceError("SerializationException", "The request's body is not JSON.") from None
