"""Scenarios: how the sandbox's service behaves, as data. Each is a file of the folder `scenarios/`.

Keys of a scenario; what it leaves out is as in `success`:

    description     one line, for people
    stages          scan, training, transform, each with
      ends          Completed, Failed, NotStarted (it never began, and that fails the resource) or never
      reason        the FailureReason, if it ends badly
      looks         how many looks at the resource see the stage in progress (1)
      log           lines of the job's log stream, written while the job runs; an item may also be a text and how many
                    times it stands in the line: {text: a, times: 1000}. What is longer than an event is several
      flood         more lines after these, made when they are read: count, the text with {number} in it, and the
                    seconds they are spread over
      last_log      more of them, written when it ends
      data_log      lines of a transform job's data-log stream, written when it ends
    pages           how pages of the jobs' logs come: empty (every other one has a token and nothing else), late (every
                    third line is there some readings after the later ones) or disordered
    others          jobs of somebody else that run beside the validation's, a list of
      stage         training or transform: the validation's job it runs beside, and otherwise resembles
      differs       what of it differs: output, role (of a training)
      seconds       how much later it began (0); one that began before is over
    hidden_looks    how many Describe calls do not find a resource that was just created
    deleting_looks  how many looks see a deleted resource as Deleting before it is gone
    faults          calls that go wrong, a list of
      operations    the calls it counts
      hits          the calls it spoils, if they are others; "*" is every call
      after         how many pass before it begins (0)
      times         how many it spoils; all that follow, if left out
      counted       by server (default), resource (existing ones only) or credentials (the access key)
      answer        one of KINDS, or code, message and status of an error
      seconds       how long a slow answer takes
    sessions        credentials of a role that was taken on: `seconds` until they expire, whatever was asked for, and
                    `lifetime_calls` after which they have expired whatever the clock says
    github          see `github` and `web_identity`
    account         what is different in the account; what is left out is there and sound
      image         see the modules `images` and `scans`
      bucket, bucket_region
                    see `buckets`
      model, data   see `objects`
      quota         see `quotas`
      prices        see `prices`
      region        see `regions`
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml

from sagemaker_marketplace.sandbox.wire import ServiceError

_FOLDER = Path(__file__).parent / "scenarios"
_BASE = "success"
# PutLogEvents takes events of up to 1 MB, of up to 256 KB before 2025; 26 bytes of that are the event's own. Which
# limit the agent on SageMaker's instances cuts at is not known.
_EVENT = 262_144 - 26
# How a call goes wrong: the service refuses it (throttle, 500, 503, expired, skewed: a clock is off), the connection
# is cut before the work (reset), after it (lost) or in the answer's head (timeout); the answer comes late (slow), is a
# proxy's page (garbage, nothing was done) or breaks off (truncated, all was done).
KINDS = ("throttle", "500", "503", "expired", "skewed", "reset", "lost", "timeout", "slow", "garbage", "truncated")


@dataclass(frozen=True)
class Stage:
    """How one stage of the validation goes."""

    ends: Literal["Completed", "Failed", "NotStarted", "never"] = "Completed"
    reason: str | None = None
    looks: int = 1
    log: tuple[str, ...] = ()
    flood: Mapping[str, Any] = field(default_factory=dict)
    last_log: tuple[str, ...] = ()
    data_log: tuple[str, ...] = ()


@dataclass(frozen=True)
class Fault:
    """Calls that go wrong. `answer` is one of KINDS, or an error of the service's."""

    operations: tuple[str, ...]
    hits: tuple[str, ...]
    answer: ServiceError | str
    after: int = 0
    times: int | None = None
    counted: Literal["server", "resource", "credentials"] = "server"
    seconds: float = 0


@dataclass(frozen=True)
class Scenario:
    """How the service behaves; the module's docstring explains each member."""

    description: str
    stages: Mapping[str, Stage]
    hidden_looks: int = 0
    deleting_looks: int = 0
    faults: tuple[Fault, ...] = field(default=())
    account: Mapping[str, Any] = field(default_factory=dict)
    pages: Literal["", "empty", "late", "disordered"] = ""
    others: tuple[Mapping[str, Any], ...] = ()
    sessions: Mapping[str, Any] = field(default_factory=dict)
    github: Mapping[str, Any] = field(default_factory=dict)


def names() -> list[str]:
    """Give the names of all scenarios, sorted."""
    return sorted(file.stem for file in _FOLDER.glob("*.yaml"))


@cache
def load(name: str) -> Scenario:
    """Give the scenario of this name. Raises ValueError, listing all names, if there is none."""
    if name not in names():
        raise ValueError(f"no scenario is named {name!r}; there are: {', '.join(names())}")
    data = yaml.safe_load((_FOLDER / f"{name}.yaml").read_text("utf-8"))
    base = load(_BASE) if name != _BASE else Scenario("", dict.fromkeys(("scan", "training", "transform"), Stage()))
    stages, faults = data.pop("stages", {}), data.pop("faults", [])
    return replace(
        base,
        stages={key: replace(stage, **_stage(stages.get(key, {}))) for key, stage in base.stages.items()},
        faults=tuple(map(_fault, faults)),
        **_frozen(data),
    )


def once(operation: str, kind: str, nth: int = 1, seconds: float = 0) -> Fault:
    """Give the Fault that meets the n-th call of an operation, once; the operation "*" is every one.

    Raises ValueError for a kind that is none of KINDS and for a number below one.
    """
    if kind not in KINDS or nth < 1:
        raise ValueError(f"no fault is {kind!r} of call {nth}; there are: {', '.join(KINDS)}, of calls from 1")
    return Fault((operation,), (operation,), kind, after=nth - 1, times=1, seconds=seconds)


def _fault(data: dict[str, Any]) -> Fault:
    """Take one item of a scenario's `faults` and give the Fault it describes."""
    answer = data["answer"]
    if not isinstance(answer, dict) and str(answer) not in KINDS:
        raise ValueError(f"no fault is {answer!r}; there are: {', '.join(KINDS)}")
    found = ServiceError(**answer) if isinstance(answer, dict) else str(answer)
    return Fault(**_frozen({"hits": data["operations"], **data, "answer": found}))


def _stage(data: dict[str, Any]) -> dict[str, Any]:
    """Give the members of a Stage, its lines cut into events."""
    logs = {key: [event for line in data[key] for event in _events(line)] for key in data if key.endswith("log")}
    return _frozen({**data, **logs})


def _events(line: str | Mapping[str, Any]) -> list[str]:
    """Give the events that hold a line; characters count as a byte each, for no long line here has others."""
    text = line if isinstance(line, str) else line["text"] * line["times"]
    return [text[start : start + _EVENT] for start in range(0, len(text), _EVENT)] or [""]


def _frozen(data: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in data.items()}
