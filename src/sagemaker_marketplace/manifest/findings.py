"""Findings, which describe a problem of a manifest, and failures, which end the run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from .paths import Path

ERROR, WARNING, INFO = "error", "warning", "info"
SEVERITIES = (ERROR, WARNING, INFO)
NEVER = "never"

SUCCESS = 0
FINDINGS = 1
USAGE = 2
AWS_REFUSED = 3
VALIDATION_FAILED = 4
TIMED_OUT = 5
CONFLICT = 6
INTERNAL_ERROR = 70
INTERRUPTED = 130


class Location(NamedTuple):
    """A location in a file; line and column count from 1, in characters."""

    file: str
    line: int
    column: int


class Edit(NamedTuple):
    """A change of a file: the text from `start` to `end` (exclusive) is replaced."""

    start: Location
    end: Location
    text: str


@dataclass(frozen=True, order=True)
class Finding:
    """A problem of a manifest, at a path and therefore at a location.

    `end` is where what the finding is about ends on the line of `location` (exclusive); None if only a point is known.
    """

    path: Path
    location: Location
    severity: str
    rule: str
    message: str
    hint: str = ""
    related: tuple[tuple[Location, str], ...] = ()
    fix: Edit | None = None
    end: Location | None = field(default=None, compare=False)


class Failure(Exception):
    """An expected error that ends the run: what happened, the exit code, and what to do about it."""

    def __init__(
        self, message: str, exit_code: int, hint: str = "", location: Location | None = None, path: Path = ()
    ) -> None:
        """Keep the parts; `location` is where in a file the cause is, `path` the field of a manifest, if it has one."""
        super().__init__(message)
        self.message = message
        self.exit_code = exit_code
        self.hint = hint
        self.location = location
        self.path = path


class MissingFile(Failure):
    """A file or folder does not exist; `closest` is the name of one that does and that was possibly intended."""

    def __init__(self, message: str, hint: str, closest: str = "") -> None:
        """Keep the parts; the exit code is that of wrong usage."""
        super().__init__(message, USAGE, hint)
        self.closest = closest


def worst_first(findings: Iterable[Finding]) -> list[Finding]:
    """Sort findings by severity, then by location; those of one rule at one location keep their order."""
    return sorted(findings, key=lambda f: (SEVERITIES.index(f.severity), f.location, f.rule))


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Sort findings by location, without duplicates."""
    return sorted(set(findings), key=lambda f: (f.location, SEVERITIES.index(f.severity), f.rule, f.message))


def most(findings: Iterable[Finding], number: int) -> list[Finding]:
    """The worst findings, at most `number`, sorted by location."""
    return in_order(worst_first(sorted(set(findings)))[:number])


def count(findings: Iterable[Finding], severity: str) -> int:
    """The number of findings with a severity."""
    return sum(finding.severity == severity for finding in findings)


def fails(findings: Iterable[Finding], fail_on: str) -> bool:
    """Whether a finding is at least as severe as `fail_on` (a severity, or `never`)."""
    if fail_on == NEVER:
        return False
    return any(SEVERITIES.index(finding.severity) <= SEVERITIES.index(fail_on) for finding in findings)
