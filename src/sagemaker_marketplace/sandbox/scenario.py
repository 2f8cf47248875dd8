"""Scenarios: how the sandbox behaves, as data. Each is a file in the folder `scenarios/`.

A file anywhere else, named with its ending .yaml, is a scenario as well. Keys of a scenario; the scenario `success`
provides the default of each:

    description     one sentence
    stages          scan, training and transform, each with
      final_status  Completed, Failed, NotStarted (the stage never starts, and the resource fails) or never
      reason        the FailureReason, if the stage fails
      polls         how many polls of the resource show the stage in progress (1)
      percent       the share of resources that the stage concerns (100), chosen by their names (`is_in_share`); the
                    stage of others is that of the default scenario
      log           lines of the job's log stream, written while the job runs; an item can also repeat a string within
                    the line: {text: a, times: 1000}. A line longer than an event is split into several events
      generated_lines
                    more lines after these, generated when they are read: count, the text (with {number} in it), and
                    the seconds they are spread over
      last_log      more lines of the log stream, written when the job ends
      data_log      lines of a transform job's data-log stream, written when the job ends
    pages           how the pages of job logs are returned: empty (every other page contains only a token), late (every
                    third line appears some reads after its neighbors) or unordered
    unrelated_jobs  jobs that run at the same time as the validation's jobs, a list of
      stage         training or transform: the validation's job that it copies
      differs       fields that differ from that job: output, role (of a training job)
      seconds       how much later it started (0); a job that started earlier has completed
    max_channels    how many training channels CreateAlgorithm accepts (20)
    polls_until_visible
                    how many Describe calls do not find a newly created resource
    polls_while_deleting
                    how many polls show a deleted resource as Deleting before it is gone
    beyond_quota    a job that needs more instances than the account's quota leaves free starts nevertheless (starts,
                    the default), fails with ResourceLimitExceeded, as a create call for a job does (fails), or waits
                    until others have ended (waits). What AWS does with the jobs of a validation is not known
    faults          calls that fail, a list of
      operations    the operations whose calls are counted
      affects       the operations whose calls fail, if they differ; "*" means every operation
      after         how many calls succeed first (0)
      times         how many calls fail; default: all later ones
      every         only each call whose number is a multiple fails (1)
      rate, burst   only calls beyond this rate per second fail; `burst` is how many calls are possible at once (the
                    rate), per item of count_per
      count_per     server (default), account (and Region and operation), resource (existing ones only) or credentials
                    (the access key)
      account       only calls in this account
      response      one of FAULT_KINDS, or the code, message and status of an error
      seconds       the delay of a slow response
    sessions        credentials of an assumed role: `seconds` until they expire, regardless of the requested duration,
                    and `lifetime_calls` after which they have expired regardless of the time
    github          see `github_tokens` and `web_identity`
    account         how the account differs from one in which every resource exists and is valid
      caller, role  see `authorization` and `roles`
      image         see `image_content` and `scan_findings`
      bucket, bucket_region
                    see `buckets`
      model, data   see `object_content`
      quota         see `quotas`
      prices        see `prices`
      region        see `regions`
    accounts        by account ID in quotes, what differs in that account: keys of `account`, or null if the account
                    does not exist. All other accounts exist
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml

from sagemaker_marketplace.sandbox.json_protocol import ServiceError

_FOLDER = Path(__file__).parent / "scenarios"
_DEFAULT = "success"
# The maximum size of an event in PutLogEvents is 1 MB, 256 KB before 2025, including 26 bytes of overhead. The limit
# of the agent on SageMaker's instances is not known.
_EVENT_SIZE = 262_144 - 26
_ALL = 100  # percent
# How a call fails. Error responses: throttle, 500, 503, expired, skewed (the clock is wrong). Cut connections: reset
# (before execution), lost (after execution), timeout (in the head of the response). Other responses: slow, garbage (a
# proxy's page, without execution), truncated (after execution).
FAULT_KINDS = (
    "throttle",
    "500",
    "503",
    "expired",
    "skewed",
    "reset",
    "lost",
    "timeout",
    "slow",
    "garbage",
    "truncated",
)


@dataclass(frozen=True)
class Stage:
    """The course of one stage of the validation."""

    final_status: Literal["Completed", "Failed", "NotStarted", "never"] = "Completed"
    reason: str | None = None
    polls: int = 1
    log: tuple[str, ...] = ()
    generated_lines: Mapping[str, Any] = field(default_factory=dict)
    last_log: tuple[str, ...] = ()
    data_log: tuple[str, ...] = ()
    percent: float = 100


@dataclass(frozen=True)
class Fault:
    """Calls that fail. `response` is one of FAULT_KINDS, or an error of the service."""

    operations: tuple[str, ...]
    affects: tuple[str, ...]
    response: ServiceError | str
    after: int = 0
    times: int | None = None
    every: int = 1
    rate: float | None = None
    burst: float | None = None
    count_per: Literal["server", "account", "resource", "credentials"] = "server"
    account: str = ""
    seconds: float = 0


@dataclass(frozen=True)
class Scenario:
    """The behavior of the sandbox; the docstring of the module explains each field."""

    description: str
    stages: Mapping[str, Stage]
    max_channels: int = 20
    polls_until_visible: int = 0
    polls_while_deleting: int = 0
    beyond_quota: Literal["starts", "fails", "waits"] = "starts"
    faults: tuple[Fault, ...] = field(default=())
    account: Mapping[str, Any] = field(default_factory=dict)
    pages: Literal["", "empty", "late", "unordered"] = ""
    unrelated_jobs: tuple[Mapping[str, Any], ...] = ()
    sessions: Mapping[str, Any] = field(default_factory=dict)
    github: Mapping[str, Any] = field(default_factory=dict)
    accounts: Mapping[str, Mapping[str, Any] | None] = field(default_factory=dict)

    def has_account(self, account: str) -> bool:
        """Return whether an account exists."""
        return self.accounts.get(account, {}) is not None

    def in_account(self, account: str) -> Scenario:
        """Return the scenario as it is in an account."""
        changes = self.accounts.get(account)
        return replace(self, account={**self.account, **changes}) if changes else self

    def stages_of(self, name: str) -> dict[str, Stage]:
        """Return the stages of a resource with this name."""
        usual = (
            self.stages if all(stage.percent >= _ALL for stage in self.stages.values()) else _load_own(_DEFAULT).stages
        )
        return {key: stage if is_in_share(name, stage.percent) else usual[key] for key, stage in self.stages.items()}


_NO_STAGES = dict.fromkeys(("scan", "training", "transform"), Stage())


def is_in_share(name: str, percent: float) -> bool:
    """Return whether a name belongs to a share of all names, always the same ones."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "big") / 2**32 * _ALL < percent


def names() -> list[str]:
    """Return the names of all scenarios, sorted."""
    return sorted(file.stem for file in _FOLDER.glob("*.yaml"))


def load(name: str) -> Scenario:
    """Return the scenario with this name, or of this file if the name ends with .yaml.

    Raises ValueError, with a list of all names or with what is wrong in the file.
    """
    if not name.endswith(".yaml"):
        return _load_own(name)
    try:
        return _read(Path(name), _load_own(_DEFAULT))
    except OSError as error:
        raise ValueError(f"cannot read {name}: {error.strerror}") from None
    except (yaml.YAMLError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{name} is not a scenario: {error}") from None


@cache
def _load_own(name: str) -> Scenario:
    if name not in names():
        raise ValueError(f"unknown scenario {name!r}; choose from: {', '.join(names())}")
    return _read(_FOLDER / f"{name}.yaml", Scenario("", _NO_STAGES) if name == _DEFAULT else _load_own(_DEFAULT))


def _read(file: Path, base: Scenario) -> Scenario:
    data = yaml.safe_load(file.read_text("utf-8"))
    stages, faults = data.pop("stages", {}), data.pop("faults", [])
    unknown = sorted(stages.keys() - base.stages.keys())
    if unknown:
        raise ValueError(f"unknown stage {unknown[0]}")
    if not all(isinstance(account, str) for account in data.get("accounts", ())):
        raise ValueError("accounts: write account IDs in quotes")
    return replace(
        base,
        stages={key: replace(stage, **_stage(stages.get(key, {}))) for key, stage in base.stages.items()},
        faults=tuple(map(_fault, faults)),
        **_with_tuples(data),
    )


def single_fault(operation: str, kind: str, nth: int = 1, seconds: float = 0) -> Fault:
    """Return a fault that affects only the n-th call of an operation; "*" means every operation.

    Raises ValueError for an unknown kind and for a number below 1.
    """
    if kind not in FAULT_KINDS or nth < 1:
        raise ValueError(
            f"invalid fault {kind!r} of call {nth}; choose from: {', '.join(FAULT_KINDS)}, of calls from 1"
        )
    return Fault((operation,), (operation,), kind, after=nth - 1, times=1, seconds=seconds)


def _fault(data: dict[str, Any]) -> Fault:
    """Return the Fault for an item of a scenario's `faults`."""
    response = data["response"]
    if not isinstance(response, dict) and str(response) not in FAULT_KINDS:
        raise ValueError(f"invalid fault {response!r}; choose from: {', '.join(FAULT_KINDS)}")
    parsed = ServiceError(**response) if isinstance(response, dict) else str(response)
    return Fault(**_with_tuples({"affects": data["operations"], **data, "response": parsed}))


def _stage(data: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of a Stage, with its lines split into events."""
    logs = {key: [event for line in data[key] for event in _events(line)] for key in data if key.endswith("log")}
    return _with_tuples({**data, **logs})


def _events(line: str | Mapping[str, Any]) -> list[str]:
    """Split a line into events; each character counts as one byte, since no long line contains others."""
    text = line if isinstance(line, str) else line["text"] * line["times"]
    return [text[start : start + _EVENT_SIZE] for start in range(0, len(text), _EVENT_SIZE)] or [""]


def _with_tuples(data: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in data.items()}
