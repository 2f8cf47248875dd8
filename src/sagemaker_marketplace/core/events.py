"""What a run says while it goes on; live output, reports and outputs are functions of this stream."""

from __future__ import annotations

from typing import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from .diagnostics import Finding


class StageBegan(NamedTuple):
    """A stage (check, plan, create, watch) begins for one manifest."""

    stage: str
    manifest: str


class StageEnded(NamedTuple):
    """A stage ended; `ok` tells whether the next one may follow."""

    stage: str
    manifest: str
    ok: bool


class Checked(NamedTuple):
    """A manifest was read; its source lines are kept for the carets under findings."""

    manifest: str
    sources: Mapping[str, tuple[str, ...]]


class Diagnosed(NamedTuple):
    """A finding about one manifest."""

    manifest: str
    finding: Finding


class Verdict(NamedTuple):
    """All manifests of the run are checked; no finding comes after this."""

    manifest: str = ""


class Planned(NamedTuple):
    """What will be done with a resource, and why; `request` is the exact call, `differences` where content departs."""

    manifest: str
    decision: str
    reason: str
    operation: str
    region: str
    request: Mapping[str, Any]
    filled: tuple[str, ...] = ()
    differences: tuple[str, ...] = ()


class StatusChanged(NamedTuple):
    """A status is seen for the first time or has changed; `seconds` since the watch of this resource began."""

    manifest: str
    what: str
    name: str
    status: str
    seconds: float
    reason: str = ""


class StillRunning(NamedTuple):
    """A sign of life while nothing changes."""

    manifest: str
    status: str
    seconds: float


class Note(NamedTuple):
    """A line worth telling that changes nothing."""

    manifest: str
    text: str


class OutputSet(NamedTuple):
    """A result is known: the name of an output and its text."""

    manifest: str
    name: str
    value: str


class Failed(NamedTuple):
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
    | Note
    | OutputSet
    | Failed
)
