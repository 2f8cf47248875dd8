"""The sandbox's SageMaker: validates the JSON document of a call and executes the operation."""

from __future__ import annotations

import json
from contextlib import suppress
from threading import RLock

from werkzeug.wrappers import Response

from sagemaker_marketplace.sandbox import jobs, log_calls
from sagemaker_marketplace.sandbox.api_call import ApiCall
from sagemaker_marketplace.sandbox.json_protocol import JsonObject, ServiceError
from sagemaker_marketplace.sandbox.operations import OPERATIONS
from sagemaker_marketplace.sandbox.request_validation import validate_request
from sagemaker_marketplace.sandbox.resource_store import ALGORITHM, MODEL_PACKAGE, ResourceStore
from sagemaker_marketplace.sandbox.responses import json_response
from sagemaker_marketplace.sandbox.scenario import Scenario


class SageMakerService:
    """SageMaker's resources and the logs of their jobs. Thread-safe: calls are executed one at a time."""

    def __init__(self, scenario: Scenario) -> None:
        self._store = ResourceStore(scenario)
        self._pages = scenario.pages
        self._lock = RLock()

    def execute(self, call: ApiCall) -> JsonObject:
        """Execute one of OPERATIONS and return its result. Raises ServiceError if the call is invalid."""
        with self._lock:
            request = validate_request(call.operation, _parse_json(call.body))
            return OPERATIONS[call.operation](self._store, call.region, request)

    def handle_log_call(self, call: ApiCall) -> Response | None:
        """Respond to a call about the logs of jobs; None for any other call. Raises ServiceError for an invalid one."""
        with self._lock:
            return log_calls.handle(call, self._store.logs, self._pages)

    def handle_model_call(self, call: ApiCall) -> Response | None:
        """Respond to a DescribeModel call about the model of a validation; None for any other call."""
        if (call.service, call.operation) != ("sagemaker", "DescribeModel"):
            return None
        with self._lock:
            transforms = [job for job in self._store.jobs.values() if job.stage == "transform"]
            named = [job for job in transforms if jobs.model_name(job) == call.string("ModelName")]
            return json_response(jobs.describe_model(named[0])) if named else None

    def existing_resource(self, call: ApiCall) -> str | None:
        """Return the ARN of the existing resource that a call names; None if there is none."""
        for kind in (MODEL_PACKAGE, ALGORITHM):
            name = call.string(f"{kind.prefix}Name") if call.service == "sagemaker" else ""
            if name:
                with self._lock, suppress(ServiceError):
                    return self._store.find(kind, call.region, name).arn
        return None


def _parse_json(body: bytes) -> object:
    try:
        return json.loads(body or b"{}")
    except ValueError:
        raise ServiceError("SerializationException", "The request's body is not JSON.") from None
