"""The events of a run; its output, reports and GitHub outputs are functions of this stream.

The fields are public: the format `jsonl` prints them by these names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from ..manifest.findings import Finding, Location
from ..manifest.paths import Path
from .matrix import MatrixPlanned as MatrixPlanned
from .measurements import RealTimeMeasured as RealTimeMeasured
from .measurements import RehearsalMeasured as RehearsalMeasured
from .measurements import TrainingMeasured as TrainingMeasured


@dataclass(frozen=True)
class ManifestsFound:
    """The run has several manifests; its results are in this order, whichever is reported first."""

    manifests: tuple[str, ...]
    manifest: str = ""


@dataclass(frozen=True)
class StageStarted:
    """A stage (check, rehearse, plan, preflight, create, watch) started; times count from the run's start."""

    stage: str
    manifest: str
    elapsed_seconds: float = 0.0


@dataclass(frozen=True)
class StageFinished:
    """A stage finished; the next one follows if it succeeded."""

    stage: str
    manifest: str
    succeeded: bool
    elapsed_seconds: float = 0.0


@dataclass(frozen=True)
class ShardSelected:
    """The run has one of several parts of the manifests: the `number`th of `total` shards, with so many of them."""

    number: int
    total: int
    manifests: int
    all_manifests: int
    manifest: str = ""


@dataclass(frozen=True)
class ManifestRead:
    """A manifest was read; `sources` are lines of its files by name and number, to show those with findings."""

    manifest: str
    sources: Mapping[str, Mapping[int, str]]


@dataclass(frozen=True)
class FindingReported:
    """A finding about one manifest."""

    manifest: str
    finding: Finding


@dataclass(frozen=True)
class FindingHidden:
    """A finding below the minimum severity: it is counted and can fail the run, but it is not shown."""

    manifest: str
    finding: Finding


@dataclass(frozen=True)
class FindingsComplete:
    """A stage has reported all its findings, for all manifests."""

    manifest: str = ""
    stage: str = "check"


class Difference(NamedTuple):
    """A field of the request that an existing resource contradicts; None is a value that one of the two lacks.

    `image_digest` is the digest of the tag that the manifest's value names; empty if it names none.
    """

    path: Path
    existing: Any
    manifest: Any
    image_digest: str = ""


class PlannedJob(NamedTuple):
    """A job of the validation; `hourly_usd` is the price of all its instances, None if unknown."""

    job_type: str
    instance_type: str
    instance_count: int
    hourly_usd: float | None
    likely_minutes: float
    max_minutes: float
    price_date: str = ""

    @property
    def likely_usd(self) -> float | None:
        """What the job is likely to cost; None if the price is unknown."""
        return None if self.hourly_usd is None else self.hourly_usd * self.likely_minutes / 60

    @property
    def max_usd(self) -> float | None:
        """What the job costs at most; None if the price is unknown."""
        return None if self.hourly_usd is None else self.hourly_usd * self.max_minutes / 60


@dataclass(frozen=True)
class PlanMade:
    """What will be done with a resource, and why.

    `request` is the exact call, `added_fields` what was added to the manifest's fields, `differences` how an existing
    resource differs. `creates` is whether the call will be sent; if not, there are no `jobs` of the validation and no
    `visible_to_buyers`, the S3 locations in the request that buyers can see. `show_request` is the setting.
    """

    manifest: str
    decision: str
    reason: str
    operation: str
    region: str
    request: Mapping[str, Any]
    added_fields: tuple[str, ...] = ()
    differences: tuple[Difference, ...] = ()
    jobs: tuple[PlannedJob, ...] = ()
    visible_to_buyers: tuple[str, ...] = ()
    name: str = ""
    creates: bool = True
    show_request: bool = False


@dataclass(frozen=True)
class StatusChanged:
    """A status of the resource, an image scan, a validation or a job is new; the time counts from the watch's start."""

    manifest: str
    resource_type: str
    name: str
    status: str
    elapsed_seconds: float
    reason: str = ""


@dataclass(frozen=True)
class Heartbeat:
    """The status has not changed for a while; `detail` is what has happened meanwhile."""

    manifest: str
    status: str
    elapsed_seconds: float
    detail: str = ""


@dataclass(frozen=True)
class LogLine:
    """A line of a job's log, as the job wrote it; `stream` is the log stream's name without the job's."""

    manifest: str
    job_type: str
    stream: str
    text: str


@dataclass(frozen=True)
class MetricReported:
    """A value of one of the algorithm's metrics, extracted from the job's log by the metric's definition."""

    manifest: str
    job_type: str
    name: str
    value: str


@dataclass(frozen=True)
class JobFinished:
    """A job of the validation finished; the cost in USD is an estimate from list prices, None without a price."""

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
    """A message for information."""

    manifest: str
    text: str


@dataclass(frozen=True)
class OutputChanged:
    """An output of the action has a new value."""

    manifest: str
    name: str
    value: str


class FailureCause(NamedTuple):
    """A likely cause of a failure, how to fix it, the line that shows it, and where in the manifest it comes from.

    `evidence` quotes AWS or a job's log. `location` and `end` are as in a finding, None without a manifest. `findings`
    of the check and the preflight predicted it.
    """

    cause: str
    fix: str = ""
    evidence: str = ""
    path: Path = ()
    location: Location | None = None
    findings: tuple[Finding, ...] = ()
    end: Location | None = None


@dataclass(frozen=True)
class RunFailed:
    """The run ended for one manifest, or altogether if `manifest` is empty: an expected failure with its exit code.

    `causes` are known if AWS refused the request or failed the validation, the likeliest first; `log_lines` are the end
    of the jobs' logs, `logs` is the URL of the whole log. `title` is the heading of a summary if the exit code has
    several reasons; empty for that of the exit code. `service_words` are what AWS would report, if a rehearsal failed.
    """

    manifest: str
    message: str
    exit_code: int
    hint: str = ""
    causes: tuple[FailureCause, ...] = ()
    log_lines: tuple[str, ...] = ()
    logs: str = ""
    title: str = ""
    service_words: str = ""


Event = (
    ManifestsFound
    | StageStarted
    | StageFinished
    | ShardSelected
    | ManifestRead
    | FindingReported
    | FindingHidden
    | FindingsComplete
    | PlanMade
    | MatrixPlanned
    | StatusChanged
    | Heartbeat
    | LogLine
    | MetricReported
    | JobFinished
    | RehearsalMeasured
    | TrainingMeasured
    | RealTimeMeasured
    | Note
    | OutputChanged
    | RunFailed
)
