"""SageMaker's training and transform jobs of an account and Region: which there are, how one is, stopping one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from .errors import NoResponse, ResourceNotFound, translate

_PAGES = 20
# Followers of several resources ask in the same round: one list is for all of them.
_FRESH_SECONDS = 4.0
# Times are told in milliseconds and may be cut to seconds on the way.
_SLACK_SECONDS = 1.0


class Jobs:
    """Jobs by use, which is `training` or `transform`; shared by all who follow jobs of this account and Region."""

    def __init__(self, client: Any, now: Callable[[], float]) -> None:
        """`client` is boto3's for SageMaker, `now` counts seconds."""
        self._client = client
        self._now = now
        self._lists = {use: _List(use) for use in ("training", "transform")}
        self._described: dict[tuple[str, str], dict[str, Any] | None] = {}

    def begun(self, use: str, since: float) -> list[str]:
        """The names of the jobs created since a moment (seconds since 1970), the earliest first.

        Raises Throttled, Lost or Failure.
        """
        known = self._lists[use]
        if known.is_stale(since, self._now()):
            self._list(known, since)
        return [name for created, name in sorted(known.jobs) if created >= since - _SLACK_SECONDS]

    def first(self, use: str, name: str) -> dict[str, Any] | None:
        """What was told of a job when it was asked for first; None if it was gone.

        Raises Throttled, Lost or Failure.
        """
        if (use, name) not in self._described:
            self._described[use, name] = self.describe(use, name)
        return self._described[use, name]

    def describe(self, use: str, name: str) -> dict[str, Any] | None:
        """What the service says of a job now; None if there is none of this name.

        Raises Throttled, Lost or Failure.
        """
        request = {f"{use.title()}JobName": name}
        try:
            return self._call(f"describe_{use}_job", request, f"{use.title()}JobStatus")
        except ResourceNotFound:
            return None

    def stop(self, use: str, name: str) -> None:
        """Ask for a job to be stopped; one that is gone is fine.

        Raises Throttled, Lost or Failure, also where a job that is over is refused.
        """
        try:
            self._call(f"stop_{use}_job", {f"{use.title()}JobName": name})
        except ResourceNotFound:
            return

    def _list(self, known: _List, since: float) -> None:
        """Take in what began since the list was made last, or since an earlier moment than it was made for."""

        start = known.start(since)
        request: dict[str, Any] = {"SortBy": "CreationTime", "SortOrder": "Ascending", "MaxResults": 100}
        request["CreationTimeAfter"] = datetime.fromtimestamp(start - _SLACK_SECONDS, UTC)
        for _ in range(_PAGES):
            summaries = f"{known.use.title()}JobSummaries"
            answer = self._call(f"list_{known.use}_jobs", request, summaries)
            for summary in answer[summaries]:
                known.add(summary.get("CreationTime"), summary.get(f"{known.use.title()}JobName"))
            if not answer.get("NextToken"):
                break
            request["NextToken"] = answer["NextToken"]
        known.made(since, self._now())

    def _call(self, method: str, request: dict[str, Any], needed: str = "") -> dict[str, Any]:
        operation = "".join(word.title() for word in method.split("_"))
        try:
            answer: dict[str, Any] = getattr(self._client, method)(**request)
        except Exception as error:
            raise translate(error, operation) from error
        if needed and needed not in answer:  # whatever answered, a proxy perhaps, it was not SageMaker
            raise NoResponse(f"{operation}: an answer without {needed}")
        return answer


class _List:
    """The jobs of one use known so far: (created, name)."""

    def __init__(self, use: str) -> None:
        self.use = use
        self.jobs: set[tuple[float, str]] = set()
        self._since = float("inf")
        self._made_at = float("-inf")

    def add(self, created: datetime | None, name: str | None) -> None:
        if created and name:
            self.jobs.add((created.timestamp(), name))

    def is_stale(self, since: float, now: float) -> bool:
        return since < self._since or now - self._made_at >= _FRESH_SECONDS

    def start(self, since: float) -> float:
        """From when on to ask: what is known is not asked for again."""
        return since if since < self._since or not self.jobs else max(self.jobs)[0]

    def made(self, since: float, now: float) -> None:
        self._since, self._made_at = min(since, self._since), now
