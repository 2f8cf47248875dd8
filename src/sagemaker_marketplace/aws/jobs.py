"""SageMaker's training and transform jobs of an account and Region: lists, describes and stops them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from .errors import AccessDenied, NoResponse, ResourceNotFound, Translate, translate

_MAX_PAGES = 20
# SageMaker's times have milliseconds, which can be cut off in requests and responses.
SLACK_SECONDS = 1.0
# A job can appear in a list later than its creation time says. No source says how much later: this is our choice.
_LATE_SECONDS = 60.0


class Jobs:
    """Jobs by use, which is `training` or `transform`; shared by all resources of this account and Region.

    Every method raises Throttled, NoResponse or Failure.
    """

    def __init__(self, client: Any, translate: Translate = translate) -> None:
        """`client` is boto3's for SageMaker."""
        self._client, self._translate = client, translate
        self._lists = {use: _JobList() for use in ("training", "transform")}

    def begun(
        self, use: str, since: float, running_since: float = float("inf"), max_pages: int = _MAX_PAGES
    ) -> list[tuple[float, str]]:
        """List the jobs created since a time (seconds since 1970); return those that no call before has returned.

        Each is a creation time and a name, the earliest first. Jobs listed before are not listed again, but for the
        last ones and those created since `running_since`. Of many jobs, some are left to the next call.
        """
        known = self._lists[use]
        request: dict[str, Any] = {"SortBy": "CreationTime", "SortOrder": "Ascending", "MaxResults": 100}
        start = min(known.query_start(since), running_since - SLACK_SECONDS)
        request["CreationTimeAfter"] = datetime.fromtimestamp(start, UTC)
        for _ in range(max_pages):
            summaries = f"{use.title()}JobSummaries"
            answer = self._call(f"list_{use}_jobs", request, summaries)
            for each in answer[summaries]:
                name, status = each.get(f"{use.title()}JobName"), each.get(f"{use.title()}JobStatus")
                known.add(each.get("CreationTime"), name)
                known.statuses[str(name)] = (str(status), each.get("SecondaryStatus"))
            if not answer.get("NextToken"):
                break
            request["NextToken"] = answer["NextToken"]
        known.since = min(since, known.since)
        return known.drain_new()

    def listed_status(self, use: str, name: str) -> tuple[str, str | None] | None:
        """Return the status and the SecondaryStatus, if it is there, of a job in the last list; None if not listed."""
        return self._lists[use].statuses.get(name)

    def forget_statuses(self, use: str) -> None:
        """Forget the statuses of earlier lists."""
        self._lists[use].statuses.clear()

    def describe(self, use: str, name: str) -> dict[str, Any] | None:
        """Return the current description of a job; None if none has this name."""
        request = {f"{use.title()}JobName": name}
        try:
            return self._call(f"describe_{use}_job", request, f"{use.title()}JobStatus")
        except ResourceNotFound:
            return None

    def model_sources(self, model: str) -> set[str]:
        """Return the names or ARNs of the model packages, and the locations of the artifacts, in a model's containers.

        Empty if the model does not exist or the caller has no permission to describe it.
        """
        try:
            answer = self._call("describe_model", {"ModelName": model})
        except (ResourceNotFound, AccessDenied):
            return set()
        containers = [answer.get("PrimaryContainer") or {}, *answer.get("Containers", ())]
        fields = ("ModelPackageName", "ModelDataUrl")
        return {str(container[field]) for container in containers for field in fields if container.get(field)}

    def stop(self, use: str, name: str) -> None:
        """Stop a job, if it exists. Raises Failure for a job that has ended, too."""
        try:
            self._call(f"stop_{use}_job", {f"{use.title()}JobName": name})
        except ResourceNotFound:
            return

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
    """The jobs of one use that have been listed, as (creation time, name)."""

    def __init__(self) -> None:
        self.since = float("inf")
        # Status and SecondaryStatus in the last list, by name.
        self.statuses: dict[str, tuple[str, str | None]] = {}
        self._newest = float("-inf")
        self._jobs: set[tuple[float, str]] = set()
        self._new: list[tuple[float, str]] = []

    def add(self, created: datetime | None, name: str | None) -> None:
        """Add a job; one without a time or a name is not from SageMaker."""
        job = (created.timestamp(), name) if created and name else None
        if job and job not in self._jobs:
            self._jobs.add(job)
            self._new.append(job)
            self._newest = max(self._newest, job[0])

    def drain_new(self) -> list[tuple[float, str]]:
        """Return those added since the previous call, also by calls whose next page failed."""
        new, self._new = sorted(self._new), []
        return new

    def query_start(self, since: float) -> float:
        """Return the time from which to list."""
        return (since if since < self.since else max(since, self._newest - _LATE_SECONDS)) - SLACK_SECONDS
