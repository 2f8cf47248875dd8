"""What several checks ask about the answers of a job."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from typing import TypeVar

from ..observations import Exchange, Observations
from ..realtime_observations import RealTimeObservations, Response

Answered = TypeVar("Answered", bound=Exchange | Response)
_ERROR = re.compile(
    r"\s*\W?(?:traceback \(most recent call last\)|internal server error|[a-z_.]{0,60}(?:error|exception)\W{0,2}:)",
    re.IGNORECASE,
)
_HTML = re.compile(r"\s*<(?:!doctype html|html)\b.{0,1000}\b(?:error|exception|traceback)\b", re.IGNORECASE | re.DOTALL)
_ERROR_KEYS = ("error", "errors", "exception", "errormessage", "error_message")
# What an object that only reports an error has besides.
_OTHER_KEYS = ("code", "status", "status_code", "message", "detail", "details", "trace", "traceback", "type", "success")


def of(observations: Observations | RealTimeObservations) -> Sequence[Exchange | Response]:
    """Return the job's requests and answers, or those of an endpoint."""
    return observations.responses if isinstance(observations, RealTimeObservations) else observations.exchanges


def succeeded(exchanges: Iterable[Answered]) -> list[Answered]:
    """Return those with a 2xx answer."""
    return [exchange for exchange in exchanges if not exchange.failed]


def is_error(exchange: Exchange | Response) -> bool:
    """Whether an answer begins as error messages do, although its status is that of a success."""
    text = exchange.head.decode("utf-8", "replace")
    return bool(_ERROR.match(text) or _HTML.match(text)) or _is_error_object(text)


def lost_records(exchanges: Iterable[Exchange]) -> tuple[int, int] | None:
    """Return the numbers of records in requests and in their answers, if there are fewer in these; None otherwise.

    Requests and answers whose records can't be counted are left out, and answers that only report an error.
    """
    counted = _counted(exchanges)
    sent, answered = sum(pair[0] for pair in counted), sum(pair[1] for pair in counted)
    return (sent, answered) if answered < sent else None


def added_records(exchanges: Iterable[Exchange]) -> int:
    """Return how many records each answer has besides one for each record of its request, such as a header line.

    0 if the number is not the same for all requests, or if all have the same number of records: then a container can
    return several predictions for a record.
    """
    counted = _counted(exchanges)
    added = {answered - sent for sent, answered in counted}
    return max(0, *added) if len(added) == 1 and len({sent for sent, _ in counted}) > 1 else 0


def _counted(exchanges: Iterable[Exchange]) -> list[tuple[int, int]]:
    """The numbers of records in each request and in its answer, where both are known."""
    return [
        (exchange.records, exchange.answer_records)
        for exchange in succeeded(exchanges)
        if exchange.records is not None and exchange.answer_records is not None and not is_error(exchange)
    ]


def _is_error_object(text: str) -> bool:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return False
    if not isinstance(data, dict):
        return False
    names = {str(name).lower() for name, value in data.items() if value}
    return bool(names & set(_ERROR_KEYS)) and names <= {*_ERROR_KEYS, *_OTHER_KEYS}
