"""SageMaker's front: takes the JSON of one call and gives the answer, faults of the scenario included."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from threading import RLock

from sagemaker_marketplace.sandbox.faults import Call, Faults
from sagemaker_marketplace.sandbox.operations import OPERATIONS
from sagemaker_marketplace.sandbox.scenario import Scenario
from sagemaker_marketplace.sandbox.store import ALGORITHM, MODEL_PACKAGE, Store
from sagemaker_marketplace.sandbox.validation import validated
from sagemaker_marketplace.sandbox.wire import Members, ServiceError


class AnswerLostError(Exception):
    """The call did its work, and its answer is to get lost."""


class Service:
    """The sandbox's SageMaker. Any thread may call it; calls are answered one after another."""

    def __init__(self, scenario: Scenario) -> None:
        self._store = Store(scenario)
        self._faults = Faults(scenario.faults)
        self._lock = RLock()

    def answer(self, call: Call, body: bytes) -> Members:
        """Answer one of OPERATIONS. Raises ServiceError to refuse it, AnswerLostError if nothing is to be sent."""
        with self._lock:
            request = _json(body)
            fault = self._faults.spoiling(replace(call, resource=self._existing(call, request)))
            if fault and fault.answer:
                raise replace(fault.answer)
            answer = OPERATIONS[call.operation](self._store, call.region, validated(call.operation, request))
            if fault:
                raise AnswerLostError
            return answer

    def pass_on(self, call: Call) -> None:
        """Take a call of another service's JSON protocol. Raises ServiceError if the scenario spoils it."""
        with self._lock:
            fault = self._faults.spoiling(call)
            if fault and fault.answer:
                raise replace(fault.answer)

    def _existing(self, call: Call, request: object) -> str | None:
        """Give the ARN of the existing resource a call names, None if there is none."""
        for kind in (MODEL_PACKAGE, ALGORITHM):
            name = request.get(f"{kind.word}Name") if isinstance(request, dict) else None
            if isinstance(name, str):
                with suppress(ServiceError):
                    return self._store.find(kind, call.region, name).arn
        return None


def _json(body: bytes) -> object:
    """Parse a request's body. Raises ServiceError if it is not JSON."""
    try:
        return json.loads(body or b"{}")
    except ValueError:
        raise ServiceError("SerializationException", "The request's body is not JSON.") from None
