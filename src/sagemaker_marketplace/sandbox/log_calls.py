"""DescribeLogStreams, FilterLogEvents and GetLogEvents for the log groups of SageMaker's jobs; moto serves others.

Source: the API's documentation. The errors for a missing group or stream are reported by users; the format of event IDs
and tokens is ours. Events with the same timestamp are sorted by the names of their streams.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from werkzeug.wrappers import Response

from sagemaker_marketplace.sandbox import log_events
from sagemaker_marketplace.sandbox.api_call import ApiCall
from sagemaker_marketplace.sandbox.job_logs import GROUPS, Group, JobLogs
from sagemaker_marketplace.sandbox.json_protocol import JsonObject, ServiceError
from sagemaker_marketplace.sandbox.log_events import MAX_EVENTS, START, Event, Position, Stream
from sagemaker_marketplace.sandbox.responses import json_response

_NO_END = float("inf")
_STREAMS_PAGE = 50
_INGESTION_DELAY = 1500  # milliseconds after the event
_END: Position = (2**63, "", 0)


def handle(call: ApiCall, logs: JobLogs, pages: str) -> Response | None:
    """Respond to a call about the log group of SageMaker's jobs; None for any other call.

    Raises ServiceError for a missing group or stream, or invalid parameters.
    """
    operation = _OPERATIONS.get(call.operation)
    group = str(call.parameters.get("logGroupName") or call.parameters.get("logGroupIdentifier") or "")
    group = group.removesuffix(":*").rpartition(":")[2]
    if call.service != "logs" or operation is None or group not in GROUPS.values():
        return None
    if not logs.groups[group]:
        raise ServiceError("ResourceNotFoundException", "The specified log group does not exist.")
    return json_response(operation(call, logs.groups[group], pages))


def _describe_log_streams(call: ApiCall, group: Group, _: str) -> JsonObject:
    """List streams, by name or by last event."""
    parameters = call.parameters
    prefix, order = parameters.get("logStreamNamePrefix", ""), parameters.get("orderBy", "LogStreamName")
    if prefix and order == "LastEventTime":
        raise _invalid_parameter("Cannot order by LastEventTime with a logStreamNamePrefix.")
    summaries = [_summary(stream, call) for stream in group.streams(prefix)]
    if order == "LastEventTime":
        summaries.sort(key=lambda item: int(item["lastEventTimestamp"]))
    if parameters.get("descending"):
        summaries.reverse()
    start, size = int(_decode(parameters.get("nextToken"), [0])[0]), _limit(parameters, _STREAMS_PAGE, _STREAMS_PAGE)
    next_token = {"nextToken": _token(start + size)} if start + size < len(summaries) else {}
    return {"logStreams": summaries[start : start + size], **next_token}


def _summary(stream: Stream, call: ApiCall) -> JsonObject:
    group = GROUPS["training"] if stream.name.rpartition("/")[2].startswith("algo-") else GROUPS["transform"]
    stream_arn = f"arn:aws:logs:{call.region}:{call.account}:log-group:{group}:log-stream:{stream.name}"
    item: JsonObject = {
        "logStreamName": stream.name,
        "creationTime": stream.created,
        "arn": stream_arn,
        "storedBytes": 0,
    }
    if stream.ends:
        first, last = stream.ends
        item |= {"firstEventTimestamp": first.timestamp, "lastEventTimestamp": last.timestamp}
        item["lastIngestionTime"] = last.timestamp + _INGESTION_DELAY
    return item


def _filter_log_events(call: ApiCall, group: Group, pages: str) -> JsonObject:
    """Search several streams, by time."""
    parameters = call.parameters
    if parameters.get("logStreamNames") and parameters.get("logStreamNamePrefix"):
        raise _invalid_parameter("logStreamNames and logStreamNamePrefix can't be given together.")
    if parameters.get("filterPattern") or parameters.get("startFromHead") is False:
        raise _invalid_parameter("The sandbox supports neither filterPattern nor a search from the tail.")
    named = [group.find(name) for name in sorted(set(parameters.get("logStreamNames") or ()))]
    prefix = parameters.get("logStreamNamePrefix", "")
    searched = list(filter(None, named)) if "logStreamNames" in parameters else list(group.streams(prefix))
    begin = [max(int(parameters.get("startTime", 0)), 0), "", 0, False]
    *position, was_empty = _decode(parameters.get("nextToken"), begin)
    if "nextToken" not in parameters:
        _count_read(searched)
    if pages == "empty" and not was_empty:
        return {"events": [], "searchedLogStreams": [], "nextToken": _token(*position, True)}
    parts = [part for stream in searched for part in stream.parts]
    # endTime is inclusive.
    before = parameters.get("endTime", _NO_END) + 1
    events, has_more = log_events.read_forward(
        parts, _position(position), before, _limit(parameters, MAX_EVENTS, MAX_EVENTS)
    )
    listed = [{"logStreamName": event.stream, **_fields(event), "eventId": _event_id(event)} for event in events]
    result: JsonObject = {"events": listed[::-1] if pages == "unordered" else listed, "searchedLogStreams": []}
    if has_more or (events and pages == "empty"):
        result["nextToken"] = _token(*events[-1].after, False)
    return result


def _get_log_events(call: ApiCall, group: Group, _: str) -> JsonObject:
    """Read one stream, forward from its start or backward from its end, as the token's first letter indicates."""
    parameters = call.parameters
    stream = group.find(parameters.get("logStreamName", ""))
    if stream is None:
        raise ServiceError("ResourceNotFoundException", "The specified log stream does not exist.")
    _count_read([stream])
    token = parameters.get("nextToken")
    direction, _, encoded = (
        token.partition("/") if token else ("f" if parameters.get("startFromHead") else "b", "", None)
    )
    begin, before = int(parameters.get("startTime", 0)), parameters.get("endTime", _NO_END)
    maximum = _limit(parameters, MAX_EVENTS, MAX_EVENTS)
    if direction == "f":
        start = max(_position(_decode(encoded, START)), (begin, "", 0))
        events, _more = log_events.read_forward(stream.parts, start, before, maximum)
        edges = (start, start)
    else:
        end = min(_position(_decode(encoded, _END)), (min(before, _END[0]), "", 0))
        events = log_events.read_backward(stream.parts, end, begin, maximum)
        edges = (end, end)
    if events:
        edges = (events[-1].after, events[0].position)
    tokens = {"nextForwardToken": f"f/{_token(*edges[0])}", "nextBackwardToken": f"b/{_token(*edges[1])}"}
    return {"events": [_fields(event) for event in events], **tokens}


def _fields(event: Event) -> JsonObject:
    return {"timestamp": event.timestamp, "message": event.message, "ingestionTime": event.timestamp + _INGESTION_DELAY}


def _event_id(event: Event) -> str:
    """Return the event's ID: as in the service, 56 digits that are the same for each read."""
    return f"{event.timestamp:018}{zlib.crc32(event.stream.encode()):018}{event.serial:020}"


def _count_read(streams: Iterable[Stream]) -> None:
    for stream in streams:
        stream.count_read()


def _limit(parameters: Mapping[str, Any], default: int, maximum: int) -> int:
    limit = int(parameters.get("limit", default))
    if not 1 <= limit <= maximum:
        bound = f"greater than or equal to {1}" if limit < 1 else f"less than or equal to {maximum}"
        violation = f"Value '{limit}' at 'limit' failed to satisfy constraint: Member must have value {bound}"
        raise _invalid_parameter(f"1 validation error detected: {violation}")
    return limit


def _token(*content: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode()


def _decode(token: str | None, default: Any) -> Any:
    """Return the content of a token, or the default without one."""
    if token is None:
        return default
    try:
        content = json.loads(base64.urlsafe_b64decode(token))
    except ValueError:  # invalid base64, UTF-8 or JSON
        content = None
    if not isinstance(content, list) or len(content) != len(default):
        raise _invalid_parameter("The specified nextToken is invalid.")
    return content


def _position(content: Iterable[Any]) -> Position:
    timestamp, stream, serial = content
    return (int(timestamp), str(stream), int(serial))


def _invalid_parameter(message: str) -> ServiceError:
    return ServiceError("InvalidParameterException", message)


_OPERATIONS: dict[str, Callable[[ApiCall, Group, str], JsonObject]] = {
    "DescribeLogStreams": _describe_log_streams,
    "FilterLogEvents": _filter_log_events,
    "GetLogEvents": _get_log_events,
}
