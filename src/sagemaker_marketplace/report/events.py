"""What a run says while it goes on; live output, reports and outputs are functions of this stream."""

from __future__ import annotations

from .records import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from .diagnostics import Finding


class StageBegan(Frozen):
    """A stage (check, plan, preflight, create, watch) begins for one manifest, `seconds` after the run began."""

    stage: str
    manifest: str
    seconds: float = 0.0


class StageEnded(Frozen):
    """A stage ended; `ok` tells whether the next one may follow."""

    stage: str
    manifest: str
    ok: bool
    seconds: float = 0.0


class Checked(Frozen):
    """A manifest was read; its source lines are kept for the carets under findings."""

    manifest: str
    sources: Mapping[str, tuple[str, ...]]


class Diagnosed(Frozen):
    """A finding about one manifest."""

    manifest: str
    finding: Finding


class Verdict(Frozen):
    """A stage that finds things is over for all manifests; no finding of it comes after this."""

    manifest: str = ""
    stage: str = "check"


class Planned(Frozen):
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
    filled: tuple[str, ...] = ()
    differences: tuple[str, ...] = ()
    jobs: tuple[str, ...] = ()
    visible: tuple[str, ...] = ()


class StatusChanged(Frozen):
    """A status is seen for the first time or has changed; `seconds` since the watch of this resource began."""

    manifest: str
    what: str
    name: str
    status: str
    seconds: float
    reason: str = ""


class StillRunning(Frozen):
    """A sign of life while nothing changes."""

    manifest: str
    status: str
    seconds: float


class LogLine(Frozen):
    """A line of a job's log, as the job wrote it; `stream` is the log stream's name below the job's."""

    manifest: str
    job: str
    stream: str
    text: str


class MetricSeen(Frozen):
    """A value of one of the algorithm's metrics, found in a job's log by its own definition."""

    manifest: str
    job: str
    name: str
    value: str


class JobEnded(Frozen):
    """A job of the validation is over: what it was, for how many seconds it is paid, and about how much in USD."""

    manifest: str
    use: str
    name: str
    status: str
    began: float
    seconds: float
    usd: float | None = None
    reason: str = ""


class Note(Frozen):
    """A line worth telling that changes nothing."""

    manifest: str
    text: str


class OutputSet(Frozen):
    """A result is known: the name of an output and its text."""

    manifest: str
    name: str
    value: str


class Failed(Frozen):
    """The run stops for one manifest: an expected failure with its exit code and remedy."""

    manifest: str
    message: str
    exit_code: int
    remedy: str = ""


Event = (
    StageBegan
    | StageEnded
    | Checked
    | Diagnosed
    | Verdict
    | Planned
    | StatusChanged
    | StillRunning
    | LogLine
    | MetricSeen
    | JobEnded
    | Note
    | OutputSet
    | Failed
)
