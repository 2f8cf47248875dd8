"""Logs of CloudWatch as they grow: each event once, none lost, whatever the paging."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .errors import AccessDenied, NoResponse, ResourceNotFound, refusal, translate
from .seen_events import Seen

ACTION = "logs:FilterLogEvents"
# Streams are sent by their hosts one by one, so an event may come after others that are later.
LATE_MILLISECONDS = 300_000
_NOTHING_YET = "ResourceNotFoundException"
_MEMBERS = {"events", "searchedLogStreams", "nextToken"}
_TOKEN_GONE = "InvalidParameterException"  # noqa: S105 - an error's name: a page's token lives for a day


@dataclass(frozen=True)
class LogEvent:
    """An event of a log: its moment in milliseconds since 1970, the stream's name below the prefix, the text."""

    moment: int
    stream: str
    text: str


@dataclass(frozen=True)
class Page:
    """Some events as the service tells them, and what to ask for the next ones with, empty at the end."""

    events: list[dict[str, Any]]
    token: str


class Logs:
    """The logs of an account and Region."""

    def __init__(self, client: Any) -> None:
        """`client` is boto3's for CloudWatch Logs."""
        self._client = client

    def page(self, group: str, prefix: str, start: int, token: str) -> Page | None:
        """Some events of the streams with a prefix, from a moment on; None if a token is of no use any more.

        A group that does not exist has no events yet. Raises Throttled, Lost or Failure.
        """
        more = {"nextToken": token} if token else {}
        try:
            answer = self._client.filter_log_events(
                logGroupName=group, logStreamNamePrefix=prefix, startTime=start, **more
            )
        except Exception as error:
            refused = refusal(error)
            if refused and refused.code == _NOTHING_YET:
                return Page([], "")
            if refused and refused.code == _TOKEN_GONE and token:
                return None
            fault = translate(error, "FilterLogEvents")
            if isinstance(fault, ResourceNotFound):
                return Page([], "")
            if isinstance(fault, AccessDenied) and not fault.action.startswith("logs:"):
                fault.action = ACTION
            raise fault from error
        if not answer.keys() & _MEMBERS:  # whatever answered, a proxy perhaps, it was not CloudWatch
            raise NoResponse("FilterLogEvents: an answer without events")
        return Page(answer.get("events") or [], answer.get("nextToken") or "")


class Tail:
    """The streams with a prefix, read to their end again and again.

    A reading begins five minutes before the newest event, since late events come in between, and goes on from page to
    page until the service has no more. What an earlier reading told is not told again. An event that comes later than
    that is lost; within one reading nothing is, however old.
    """

    def __init__(self, logs: Logs, group: str, prefix: str, since: int) -> None:
        """`since` is a moment in milliseconds since 1970 before which there is nothing."""
        self._logs, self._group, self._prefix = logs, group, prefix
        self._seen = Seen()
        self._start, self._newest, self._known_until = since, since, since
        self._token = ""
        self._news = False
        self.empty_readings = 0

    def read(self, pages: int) -> Iterator[LogEvent]:
        """Yield what is new, at most so many pages of it; the next call goes on from there.

        Raises Throttled, Lost or Failure; the next call then asks for the same page.
        """
        for _ in range(pages):
            page = self._logs.page(self._group, self._prefix, self._start, self._token)
            if page is None:
                self._begin()
                continue
            yield from self._unseen(page)
            self._seen.forget(self._newest - LATE_MILLISECONDS, self._start, self._known_until)
            self._token = page.token
            del page  # before the next one comes: each takes some megabytes
            if not self._token:
                self.empty_readings = 0 if self._news else self.empty_readings + 1
                self._begin()
                return

    def _unseen(self, page: Page) -> Iterator[LogEvent]:
        below = len(self._prefix)
        # The order within a page is promised with best effort only.
        for event in sorted(page.events, key=lambda event: event.get("timestamp") or 0):
            moment = event.get("timestamp") or 0
            if self._seen.add(moment, event.get("eventId") or ""):
                self._news = True
                self._newest = max(self._newest, moment)
                yield LogEvent(moment, (event.get("logStreamName") or "")[below:], event.get("message") or "")

    def _begin(self) -> None:
        """Begin another reading."""
        self._start = max(self._start, self._newest - LATE_MILLISECONDS)
        self._known_until = self._newest
        self._token, self._news = "", False
        self._seen.forget(self._start, self._start, self._start)
