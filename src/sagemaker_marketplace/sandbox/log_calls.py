"""DescribeLogStreams, FilterLogEvents and GetLogEvents about the groups of SageMaker's jobs; other groups are moto's.

Source: the API's documentation. What an empty search says of an absent group and stream is what users see; the scheme
of event IDs and tokens is ours. Events of one moment come in the order of their streams' names.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from werkzeug.wrappers import Response

from sagemaker_marketplace.sandbox import log_events
from sagemaker_marketplace.sandbox.answers import answer as answered
from sagemaker_marketplace.sandbox.api_call import Asked
from sagemaker_marketplace.sandbox.log_events import MOST_EVENTS, START, Event, Location, Stream
from sagemaker_marketplace.sandbox.logs import GROUPS, Logs
from sagemaker_marketplace.sandbox.wire import ACCOUNT, Members, ServiceError

_NEVER = float("inf")
_STREAMS_PAGE = 50
_INGESTED = 1500  # milliseconds after the event
_END: Location = (2**63, "", 0)

Streams = Mapping[str, Stream]


def answer(asked: Asked, logs: Logs, pages: str) -> Response | None:
    """Answer a call about the streams of a job's group; None for any other call.

    Raises ServiceError to refuse it.
    """
    found = _CALLS.get(asked.operation)
    group = str(asked.members.get("logGroupName") or asked.members.get("logGroupIdentifier") or "")
    group = group.removesuffix(":*").rpartition(":")[2]
    if asked.service != "logs" or found is None or group not in GROUPS.values():
        return None
    streams = logs.group(asked.region, group)
    if streams is None:
        raise ServiceError("ResourceNotFoundException", "The specified log group does not exist.")
    return answered(found(asked, streams, pages))


def _describe(asked: Asked, streams: Streams, _: str) -> Members:
    """List streams, by name or by their last events."""
    asks = asked.members
    prefix, order = asks.get("logStreamNamePrefix", ""), asks.get("orderBy", "LogStreamName")
    if prefix and order == "LastEventTime":
        raise _invalid("Cannot order by LastEventTime with a logStreamNamePrefix.")
    kept = [_summary(stream, asked) for name, stream in streams.items() if name.startswith(prefix)]
    if order == "LastEventTime":
        kept.sort(key=lambda item: int(item["lastEventTimestamp"]))
    if asks.get("descending"):
        kept.reverse()
    start, size = int(_read(asks.get("nextToken"), [0])[0]), _limit(asks, _STREAMS_PAGE, _STREAMS_PAGE)
    more = {"nextToken": _token(start + size)} if start + size < len(kept) else {}
    return {"logStreams": kept[start : start + size], **more}


def _summary(stream: Stream, asked: Asked) -> Members:
    group = GROUPS["training"] if stream.name.rpartition("/")[2].startswith("algo-") else GROUPS["transform"]
    location = f"arn:aws:logs:{asked.region}:{ACCOUNT}:log-group:{group}:log-stream:{stream.name}"
    item: Members = {"logStreamName": stream.name, "creationTime": stream.created, "arn": location, "storedBytes": 0}
    if stream.ends:
        first, last = stream.ends
        item |= {"firstEventTimestamp": first.timestamp, "lastEventTimestamp": last.timestamp}
        item["lastIngestionTime"] = last.timestamp + _INGESTED
    return item


def _filter(asked: Asked, streams: Streams, pages: str) -> Members:
    """Search streams together, by time."""
    asks = asked.members
    if asks.get("logStreamNames") and asks.get("logStreamNamePrefix"):
        raise _invalid("logStreamNames and logStreamNamePrefix can't be given together.")
    if asks.get("filterPattern") or asks.get("startFromHead") is False:
        raise _invalid("The sandbox has no filterPattern, and searches from the head only.")
    names, prefix = asks.get("logStreamNames") or list(streams), asks.get("logStreamNamePrefix", "")
    found = [stream for name, stream in streams.items() if name in names and name.startswith(prefix)]
    begin = [max(int(asks.get("startTime", 0)), 0), "", 0, False]
    *location, barren = _read(asks.get("nextToken"), begin)
    if "nextToken" not in asks:
        _count(found)
    if pages == "empty" and not barren:
        return {"events": [], "searchedLogStreams": [], "nextToken": _token(*location, True)}
    parts = [part for stream in found for part in stream.parts]
    # endTime itself is still within the search.
    before = asks.get("endTime", _NEVER) + 1
    events, more = log_events.forward(parts, _place(location), before, _limit(asks, MOST_EVENTS, MOST_EVENTS))
    shown = [{"logStreamName": event.stream, **_shown(event), "eventId": _identity(event)} for event in events]
    result: Members = {"events": shown[::-1] if pages == "disordered" else shown, "searchedLogStreams": []}
    if more or (events and pages == "empty"):
        result["nextToken"] = _token(*events[-1].after, False)
    return result


def _get(asked: Asked, streams: Streams, _: str) -> Members:
    """Read one stream, on from its start or back from its end; the token's first letter tells which."""
    asks = asked.members
    stream = streams.get(asks.get("logStreamName", ""))
    if stream is None:
        raise ServiceError("ResourceNotFoundException", "The specified log stream does not exist.")
    _count([stream])
    given = asks.get("nextToken")
    direction, _, inner = given.partition("/") if given else ("f" if asks.get("startFromHead") else "b", "", None)
    begin, before = int(asks.get("startTime", 0)), asks.get("endTime", _NEVER)
    most = _limit(asks, MOST_EVENTS, MOST_EVENTS)
    if direction == "f":
        start = max(_place(_read(inner, START)), (begin, "", 0))
        events, _more = log_events.forward(stream.parts, start, before, most)
        edges = (start, start)
    else:
        end = min(_place(_read(inner, _END)), (min(before, _END[0]), "", 0))
        events = log_events.backward(stream.parts, end, begin, most)
        edges = (end, end)
    if events:
        edges = (events[-1].after, events[0].location)
    tokens = {"nextForwardToken": f"f/{_token(*edges[0])}", "nextBackwardToken": f"b/{_token(*edges[1])}"}
    return {"events": [_shown(event) for event in events], **tokens}


def _shown(event: Event) -> Members:
    return {"timestamp": event.timestamp, "message": event.message, "ingestionTime": event.timestamp + _INGESTED}


def _identity(event: Event) -> str:
    """Give the event's ID: like the service's 56 digits, the same whenever the event is read."""
    return f"{event.timestamp:018}{zlib.crc32(event.stream.encode()):018}{event.serial:020}"


def _count(streams: Iterable[Stream]) -> None:
    for stream in streams:
        stream.read()


def _limit(asks: Mapping[str, Any], default: int, most: int) -> int:
    limit = int(asks.get("limit", default))
    if not 1 <= limit <= most:
        bound = f"greater than or equal to {1}" if limit < 1 else f"less than or equal to {most}"
        told = f"Value '{limit}' at 'limit' failed to satisfy constraint: Member must have value {bound}"
        raise _invalid(f"1 validation error detected: {told}")
    return limit


def _token(*content: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode()


def _read(token: str | None, default: Any) -> Any:
    """Give what a token holds, or the default without one."""
    if token is None:
        return default
    try:
        found = json.loads(base64.urlsafe_b64decode(token))
    except ValueError:  # of base64, UTF-8 or JSON
        found = None
    if not isinstance(found, list) or len(found) != len(default):
        raise _invalid("The specified nextToken is invalid.")
    return found


def _place(content: Iterable[Any]) -> Location:
    moment, stream, serial = content
    return (int(moment), str(stream), int(serial))


def _invalid(message: str) -> ServiceError:
    return ServiceError("InvalidParameterException", message)


_CALLS: dict[str, Callable[[Asked, Streams, str], Members]] = {
    "DescribeLogStreams": _describe,
    "FilterLogEvents": _filter,
    "GetLogEvents": _get,
}
