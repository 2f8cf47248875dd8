"""SageMaker's front: takes the JSON of one call and gives the answer. The logs of its jobs are here, too."""

from __future__ import annotations

import json
from contextlib import suppress
from threading import RLock

from werkzeug.wrappers import Response

from sagemaker_marketplace.sandbox import log_calls
from sagemaker_marketplace.sandbox.api_call import Asked
from sagemaker_marketplace.sandbox.operations import OPERATIONS
from sagemaker_marketplace.sandbox.scenario import Scenario
from sagemaker_marketplace.sandbox.store import ALGORITHM, MODEL_PACKAGE, Store
from sagemaker_marketplace.sandbox.validation import validated
from sagemaker_marketplace.sandbox.wire import Members, ServiceError


class Service:
    """The sandbox's SageMaker. Any thread may call it; calls are answered one after another."""

    def __init__(self, scenario: Scenario) -> None:
        self._store = Store(scenario)
        self._pages = scenario.pages
        self._lock = RLock()

    def answer(self, asked: Asked) -> Members:
        """Answer one of OPERATIONS. Raises ServiceError to refuse it."""
        with self._lock:
            request = validated(asked.operation, _json(asked.body))
            return OPERATIONS[asked.operation](self._store, asked.region, request)

    def logged(self, asked: Asked) -> Response | None:
        """Answer a call about the logs of jobs; None for any other call. Raises ServiceError to refuse it."""
        with self._lock:
            return log_calls.answer(asked, self._store.logs, self._pages)

    def existing(self, asked: Asked) -> str | None:
        """Give the ARN of the existing resource a call names, None if there is none."""
        for kind in (MODEL_PACKAGE, ALGORITHM):
            name = asked.members.get(f"{kind.word}Name") if asked.service == "sagemaker" else None
            if isinstance(name, str):
                with self._lock, suppress(ServiceError):
                    return self._store.find(kind, asked.region, name).arn
        return None


def _json(body: bytes) -> object:
    """Parse a request's body. Raises ServiceError if it is not JSON."""
    try:
        return json.loads(body or b"{}")
    except ValueError:
        raise ServiceError("SerializationException", "The request's body is not JSON.") from None
