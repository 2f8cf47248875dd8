"""SageMaker's training and transform jobs of an account and Region: lists, describes and stops them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from .errors import AccessDenied, NoResponse, ResourceNotFound, Translate, translate

_MAX_PAGES = 20
# Several resources are polled in the same round: they share one list.
_FRESH_SECONDS = 4.0
# SageMaker's times have milliseconds, which can be cut off in requests and responses.
_SLACK_SECONDS = 1.0


class Jobs:
    """Jobs by use, which is `training` or `transform`; shared by all resources of this account and Region.

    Every method raises Throttled, NoResponse or Failure.
    """

    def __init__(self, client: Any, now: Callable[[], float], translate: Translate = translate) -> None:
        """`client` is boto3's for SageMaker, `now` returns seconds."""
        self._client, self._translate = client, translate
        self._now = now
        self._lists = {use: _JobList(use) for use in ("training", "transform")}
        self._described: dict[tuple[str, str], dict[str, Any] | None] = {}

    def begun(self, use: str, since: float) -> list[str]:
        """Return the names of the jobs created since a time (seconds since 1970), the earliest first."""
        cached = self._lists[use]
        if cached.is_stale(since, self._now()):
            self._update(cached, since)
        return [name for created, name in sorted(cached.jobs) if created >= since - _SLACK_SECONDS]

    def first(self, use: str, name: str) -> dict[str, Any] | None:
        """Return the first description of a job, which is kept; None if the job did not exist."""
        if (use, name) not in self._described:
            self._described[use, name] = self.describe(use, name)
        return self._described[use, name]

    def describe(self, use: str, name: str) -> dict[str, Any] | None:
        """Return the current description of a job; None if none has this name."""
        request = {f"{use.title()}JobName": name}
        try:
            return self._call(f"describe_{use}_job", request, f"{use.title()}JobStatus")
        except ResourceNotFound:
            return None

    def model_packages(self, model: str) -> set[str]:
        """Return the names or ARNs of the model packages in a model's containers.

        Empty if there are none, and if the model does not exist or the caller has no permission to describe it.
        """
        try:
            answer = self._call("describe_model", {"ModelName": model})
        except (ResourceNotFound, AccessDenied):
            return set()
        containers = [answer.get("PrimaryContainer") or {}, *answer.get("Containers", ())]
        return {str(container["ModelPackageName"]) for container in containers if container.get("ModelPackageName")}

    def stop(self, use: str, name: str) -> None:
        """Stop a job, if it exists. Raises Failure for a job that has ended, too."""
        try:
            self._call(f"stop_{use}_job", {f"{use.title()}JobName": name})
        except ResourceNotFound:
            return

    def _update(self, cached: _JobList, since: float) -> None:
        """Add the jobs created since the last update, or all since a time before the list begins."""
        start = cached.query_start(since)
        request: dict[str, Any] = {"SortBy": "CreationTime", "SortOrder": "Ascending", "MaxResults": 100}
        request["CreationTimeAfter"] = datetime.fromtimestamp(start - _SLACK_SECONDS, UTC)
        for _ in range(_MAX_PAGES):
            summaries = f"{cached.use.title()}JobSummaries"
            answer = self._call(f"list_{cached.use}_jobs", request, summaries)
            for summary in answer[summaries]:
                cached.add(summary.get("CreationTime"), summary.get(f"{cached.use.title()}JobName"))
            if not answer.get("NextToken"):
                break
            request["NextToken"] = answer["NextToken"]
        cached.set_updated(since, self._now())

    def _call(self, method: str, request: dict[str, Any], required: str = "") -> dict[str, Any]:
        operation = "".join(word.title() for word in method.split("_"))
        try:
            answer: dict[str, Any] = getattr(self._client, method)(**request)
        except Exception as error:
            raise self._translate(error, operation) from error
        if required and required not in answer:  # not from SageMaker, perhaps from a proxy
            raise NoResponse(f"{operation}: a response without {required}")
        return answer


class _JobList:
    """The known jobs of one use, as (creation time, name)."""

    def __init__(self, use: str) -> None:
        self.use = use
        self.jobs: set[tuple[float, str]] = set()
        self._since = float("inf")
        self._updated_at = float("-inf")

    def add(self, created: datetime | None, name: str | None) -> None:
        if created and name:
            self.jobs.add((created.timestamp(), name))

    def is_stale(self, since: float, now: float) -> bool:
        return since < self._since or now - self._updated_at >= _FRESH_SECONDS

    def query_start(self, since: float) -> float:
        """Return the time from which to list: known jobs are not listed again."""
        return since if since < self._since or not self.jobs else max(self.jobs)[0]

    def set_updated(self, since: float, now: float) -> None:
        self._since, self._updated_at = min(since, self._since), now
