"""Reports each call to AWS for debugging: its name, Region, outcome, duration, attempts and request ID.

Nothing else of a call is read: no parameters, headers, bodies, credentials or log messages of botocore.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

# The key of a call's start and Region in botocore's context of the call.
_KEY = "sagemaker-marketplace-action"
# A server can send anything, even what it received; a code or an ID of another form is not shown.
_CODE = re.compile(r"[A-Za-z.]{1,64}|[0-9]{3}")
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9A-Z]{16}")


class CallLog:
    """Writes one line for each call of a session's clients."""

    def __init__(self, write: Callable[[str], None], now: Callable[[], float], role: str = "") -> None:
        """`write` is called with each line, in the thread of the call; `now` returns seconds.

        `role` is the role of a manifest that the calls are for.
        """
        self._write, self._now, self._role = write, now, role

    def attach(self, session: Any) -> None:
        """Report the calls of a botocore session. Source: botocore's client.py, the events of a call."""
        session.register("before-call", self._begin)
        session.register("after-call", self._report_response)
        session.register("after-call-error", self._report_error)

    def _begin(self, request_signer: Any, context: dict[str, Any], **_: Any) -> None:
        context[_KEY] = (self._now(), request_signer.region_name)

    def _report_response(self, event_name: str, parsed: Any, context: dict[str, Any], **_: Any) -> None:
        metadata, error = parsed.get("ResponseMetadata", {}), parsed.get("Error", {})
        outcome = [str(int(metadata.get("HTTPStatusCode", 0)))]
        code, id_ = str(error.get("Code", "")), str(metadata.get("RequestId", ""))
        if code and code != outcome[0]:
            outcome.append(code if _CODE.fullmatch(code) else "(unusual error code)")
        attempts = int(metadata.get("RetryAttempts", 0)) + 1
        details = [f"{attempts} attempt{'s' * (attempts > 1)}"]
        if _ID.fullmatch(id_):
            details.append(f"request {id_}")
        self._report(event_name, context, " ".join(outcome), details)

    def _report_error(self, event_name: str, exception: Exception, context: dict[str, Any], **_: Any) -> None:
        # The name only: the message can contain the request.
        self._report(event_name, context, type(exception).__name__, [])

    def _report(self, event_name: str, context: dict[str, Any], outcome: str, details: list[str]) -> None:
        started, region = context.get(_KEY, (self._now(), ""))
        _, service, operation = event_name.split(".")
        if self._role:
            details.append(f"for {self._role}")
        milliseconds = round((self._now() - started) * 1000)
        self._write(", ".join([f"{service}:{operation} {region or '-'} {outcome}", f"{milliseconds} ms", *details]))
