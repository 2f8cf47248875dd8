"""What a run says while it goes on; live output, reports and outputs are functions of this stream."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..manifest.findings import Finding


@dataclass(frozen=True)
class StageStarted:
    """A stage (check, plan, preflight, create, watch) begins for one manifest, `seconds` after the run began."""

    stage: str
    manifest: str
    elapsed_seconds: float = 0.0


@dataclass(frozen=True)
class StageFinished:
    """A stage ended; `ok` tells whether the next one may follow."""

    stage: str
    manifest: str
    succeeded: bool
    elapsed_seconds: float = 0.0


@dataclass(frozen=True)
class ManifestRead:
    """A manifest was read; its source lines are kept for the carets under findings."""

    manifest: str
    sources: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class FindingReported:
    """A finding about one manifest."""

    manifest: str
    finding: Finding


@dataclass(frozen=True)
class FindingsComplete:
    """A stage that finds things is over for all manifests; no finding of it comes after this."""

    manifest: str = ""
    stage: str = "check"


@dataclass(frozen=True)
class PlanMade:
    """What will be done with a resource, and why; `request` is the exact call, `differences` where content departs.

    `jobs` are the validation's, a line each, `visible` the places in S3 that buyers will see; both empty where nothing
    is created.
    """

    manifest: str
    decision: str
    reason: str
    operation: str
    region: str
    request: Mapping[str, Any]
    added_fields: tuple[str, ...] = ()
    differences: tuple[str, ...] = ()
    jobs: tuple[str, ...] = ()
    visible_to_buyers: tuple[str, ...] = ()


@dataclass(frozen=True)
class StatusChanged:
    """A status is seen for the first time or has changed; `seconds` since the watch of this resource began."""

    manifest: str
    resource_type: str
    name: str
    status: str
    elapsed_seconds: float
    reason: str = ""


@dataclass(frozen=True)
class Heartbeat:
    """A sign of life while nothing changes."""

    manifest: str
    status: str
    elapsed_seconds: float


@dataclass(frozen=True)
class LogLine:
    """A line of a job's log, as the job wrote it; `stream` is the log stream's name below the job's."""

    manifest: str
    job_type: str
    stream: str
    text: str


@dataclass(frozen=True)
class MetricReported:
    """A value of one of the algorithm's metrics, found in a job's log by its own definition."""

    manifest: str
    job_type: str
    name: str
    value: str


@dataclass(frozen=True)
class JobFinished:
    """A job of the validation is over: what it was, for how many seconds it is paid, and about how much in USD."""

    manifest: str
    job_type: str
    name: str
    status: str
    started_seconds: float
    billed_seconds: float
    cost_usd: float | None = None
    reason: str = ""


@dataclass(frozen=True)
class Note:
    """A line worth telling that changes nothing."""

    manifest: str
    text: str


@dataclass(frozen=True)
class OutputChanged:
    """A result is known: the name of an output and its text."""

    manifest: str
    name: str
    value: str


@dataclass(frozen=True)
class RunFailed:
    """The run stops for one manifest: an expected failure with its exit code and remedy."""

    manifest: str
    message: str
    exit_code: int
    hint: str = ""


Event = (
    StageStarted
    | StageFinished
    | ManifestRead
    | FindingReported
    | FindingsComplete
    | PlanMade
    | StatusChanged
    | Heartbeat
    | LogLine
    | MetricReported
    | JobFinished
    | Note
    | OutputChanged
    | RunFailed
)

# The names that JSON Lines give events: a public contract, independent of the classes' names.
TYPES: dict[type[Any], str] = {
    StageStarted: "stage_started",
    StageFinished: "stage_finished",
    ManifestRead: "manifest_read",
    FindingReported: "finding",
    FindingsComplete: "findings_complete",
    PlanMade: "plan",
    StatusChanged: "status",
    Heartbeat: "heartbeat",
    LogLine: "log",
    MetricReported: "metric",
    JobFinished: "job_finished",
    Note: "note",
    OutputChanged: "output",
    RunFailed: "failure",
}
