"""Scenarios: how the sandbox's service behaves, as data. Each is a file of the folder `scenarios/`.

Keys of a scenario; what it leaves out is as in `happy`:

    description     one line, for people
    stages          scan, training, transform, each with
      ends          Completed, Failed, NotStarted (it never began, and that fails the resource) or never
      reason        the FailureReason, if it ends badly
      log           lines of the job's log stream, written when the job starts
      last_log      more of them, written when it ends
      data_log      lines of a transform job's data-log stream, written when it ends
    hidden_looks    how many Describe calls do not find a resource that was just created
    deleting_looks  how many looks see a deleted resource as Deleting before it is gone
    faults          calls that go wrong, a list of
      operations    the calls it counts
      hits          the calls it spoils, if they are others; "*" is every call of a JSON protocol
      after         how many pass before it begins (0)
      times         how many it spoils; all that follow, if left out
      counted       by server (default), resource (existing ones only) or credentials (the access key)
      answer        lost (the work is done, the connection is cut), or code, message and status of an error
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
_BASE = "happy"


@dataclass(frozen=True)
class Stage:
    """How one stage of the validation goes."""

    ends: Literal["Completed", "Failed", "NotStarted", "never"] = "Completed"
    reason: str | None = None
    log: tuple[str, ...] = ()
    last_log: tuple[str, ...] = ()
    data_log: tuple[str, ...] = ()


@dataclass(frozen=True)
class Fault:
    """Calls that go wrong. An `answer` of None is the answer that is lost on its way."""

    operations: tuple[str, ...]
    hits: tuple[str, ...]
    answer: ServiceError | None
    after: int = 0
    times: int | None = None
    counted: Literal["server", "resource", "credentials"] = "server"


@dataclass(frozen=True)
class Scenario:
    """How the service behaves; the module's docstring explains each member."""

    description: str
    stages: Mapping[str, Stage]
    hidden_looks: int = 0
    deleting_looks: int = 0
    faults: tuple[Fault, ...] = field(default=())
    account: Mapping[str, Any] = field(default_factory=dict)


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
        stages={key: replace(stage, **_frozen(stages.get(key, {}))) for key, stage in base.stages.items()},
        faults=tuple(map(_fault, faults)),
        **data,
    )


def _fault(data: dict[str, Any]) -> Fault:
    """Take one item of a scenario's `faults` and give the Fault it describes."""
    answer = None if data["answer"] == "lost" else ServiceError(**data["answer"])
    return Fault(**_frozen({"hits": data["operations"], **data, "answer": answer}))


def _frozen(data: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in data.items()}
