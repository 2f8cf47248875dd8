"""Log events of CloudWatch Logs while they arrive: each once, complete, in any paging."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

from .errors import NoResponse, ResourceNotFound, Translate, error_response, translate
from .parallel import call_each
from .seen_events import SeenEvents

# Each host sends its own stream, so an event can arrive after others that are later.
LATE_MILLISECONDS = 300_000
_NO_GROUP = "ResourceNotFoundException"
_FIELDS = {"events", "searchedLogStreams", "nextToken"}
_TOKEN_EXPIRED = "InvalidParameterException"  # noqa: S105 - an error code: a page's token is valid for a day


@dataclass(frozen=True)
class LogEvent:
    """A log event: its time in milliseconds since 1970, the stream's name without the prefix, the message."""

    timestamp: int
    stream: str
    text: str


@dataclass(frozen=True)
class Page:
    """Some events as the service returns them, and the token of the next page, empty on the last."""

    events: list[dict[str, Any]]
    token: str


class Logs:
    """The logs of an account and Region."""

    def __init__(self, client: Any, translate: Translate = translate) -> None:
        """`client` is boto3's for CloudWatch Logs."""
        self._client, self._translate = client, translate

    def page(self, group: str, prefix: str, start: int, token: str) -> Page | None:
        """Return events of the streams with a prefix, from a start time on; None if the token has expired.

        A group that does not exist has no events yet. Raises Throttled, NoResponse or Failure.
        """
        next_page = {"nextToken": token} if token else {}
        try:
            answer = self._client.filter_log_events(
                logGroupName=group, logStreamNamePrefix=prefix, startTime=start, **next_page
            )
        except Exception as error:
            response = error_response(error)
            if response and response.code == _NO_GROUP:
                return Page([], "")
            if response and response.code == _TOKEN_EXPIRED and token:
                return None
            translated = self._translate(error, "FilterLogEvents", "logs")
            if isinstance(translated, ResourceNotFound):
                return Page([], "")
            raise translated from error
        if not answer.keys() & _FIELDS:  # not from CloudWatch Logs, perhaps from a proxy
            raise NoResponse("FilterLogEvents: a response without events")
        page = Page(answer.get("events") or [], answer.get("nextToken") or "")
        if not (isinstance(page.token, str) and all(map(_is_event, page.events))):
            raise NoResponse("FilterLogEvents: invalid response")
        return page


def _is_event(event: Any) -> bool:
    """Whether an event has the types of the service model; `response_types` takes seven times as long."""
    return (
        type(event) is dict
        and type(event.get("timestamp", 0)) is int
        and type(event.get("ingestionTime", 0)) is int
        and type(event.get("message", "")) is str
        and type(event.get("logStreamName", "")) is str
        and type(event.get("eventId", "")) is str
    )


class Tail:
    """The streams with a prefix, read to their end repeatedly.

    A reading begins five minutes before the newest event, because of late events, and continues from page to page
    until the service has no more. Events of an earlier reading are not repeated. An event that is later than that is
    lost; within one reading no event is, however old.
    """

    def __init__(self, logs: Logs, group: str, prefix: str, since: int) -> None:
        """`since` is a time in milliseconds since 1970, before which there are no events."""
        self._logs, self._group, self._prefix = logs, group, prefix
        self._seen = SeenEvents()
        self._start, self._newest, self._known_until = since, since, since
        self._token = ""
        self._has_news = False
        self._fetched: Future[Page | None] | None = None
        self.empty_readings = 0

    def fetch(self) -> None:
        """Request the next page, for the next call of `read`, which raises the error if there is one."""
        (self._fetched,) = call_each(lambda _: self._request(), [None], 1)

    def read(self, pages: int) -> Iterator[LogEvent]:
        """Yield new events, from at most this many pages; the next call continues from there.

        Raises Throttled, NoResponse or Failure; the next call then requests the same page.
        """
        for _ in range(pages):
            fetched, self._fetched = self._fetched, None
            page = fetched.result() if fetched else self._request()
            if page is None:
                self._begin_reading()
                continue
            yield from self._new_events(page)
            self._seen.forget(self._newest - LATE_MILLISECONDS, self._start, self._known_until)
            self._token = page.token
            del page, fetched  # before the next one: each needs some megabytes
            if not self._token:
                self.empty_readings = 0 if self._has_news else self.empty_readings + 1
                self._begin_reading()
                return

    def _request(self) -> Page | None:
        return self._logs.page(self._group, self._prefix, self._start, self._token)

    def _new_events(self, page: Page) -> Iterator[LogEvent]:
        prefix_length = len(self._prefix)
        # The order within a page is best effort only.
        for event in sorted(page.events, key=lambda event: event.get("timestamp") or 0):
            timestamp = event.get("timestamp") or 0
            if self._seen.add(timestamp, event.get("eventId") or ""):
                self._has_news = True
                # A container's clock can be ahead: CloudWatch Logs accepts events from up to two hours in the future
                # (PutLogEvents reference). Those must not hide the lines of the present.
                self._newest = max(self._newest, min(timestamp, event.get("ingestionTime") or timestamp))
                stream = (event.get("logStreamName") or "")[prefix_length:]
                yield LogEvent(timestamp, stream, event.get("message") or "")

    def _begin_reading(self) -> None:
        """Begin another reading."""
        self._start = max(self._start, self._newest - LATE_MILLISECONDS)
        self._known_until = self._newest
        self._token, self._has_news = "", False
        self._seen.forget(self._start, self._start, self._start)
