"""What a run says while it goes on; live output, reports and outputs are functions of this stream."""

from __future__ import annotations

from .records import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from .diagnostics import Finding


class StageBegan(Frozen):
    """A stage (check, plan, create, watch) begins for one manifest."""

    stage: str
    manifest: str


class StageEnded(Frozen):
    """A stage ended; `ok` tells whether the next one may follow."""

    stage: str
    manifest: str
    ok: bool


class Checked(Frozen):
    """A manifest was read; its source lines are kept for the carets under findings."""

    manifest: str
    sources: Mapping[str, tuple[str, ...]]


class Diagnosed(Frozen):
    """A finding about one manifest."""

    manifest: str
    finding: Finding


class Verdict(Frozen):
    """All manifests of the run are checked; no finding comes after this."""

    manifest: str = ""


class Planned(Frozen):
    """What will be done with a resource, and why; `request` is the exact call, `differences` where content departs."""

    manifest: str
    decision: str
    reason: str
    operation: str
    region: str
    request: Mapping[str, Any]
    filled: tuple[str, ...] = ()
    differences: tuple[str, ...] = ()


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
    | Note
    | OutputSet
    | Failed
)
