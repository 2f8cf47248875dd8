"""Which hyperparameter the program of a training job can't use: SageMaker passes each value as a string."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from ...diagnosis import causes
from ...diagnosis.causes import Observed
from ..training_job import TrainingJob
from . import log_errors

_NOT_CONVERTED = "hyperparameter-not-converted"
# A value that can't be converted to a number: Python, Go, Java, Ruby.
_INVALID = re.compile(
    r"(?:invalid literal for int\(\)|could not convert string to float|strconv\.\w{1,20}: parsing|for input string"
    r"|invalid value for (?:Integer|Float)\(\)).{0,30}?(?:'([^']{0,300})'|\"([^\"]{0,300})\")",
    re.IGNORECASE,
)
_REQUIRED = re.compile(r"\bKeyError: ['\"]([^'\"]{1,256})['\"]|the following arguments are required: --([\w.-]{1,256})")
_ABOUT_HYPERPARAMETERS = re.compile(r"hyper|\bhp\b|\bhps\b|params\b", re.IGNORECASE)
_TRACEBACK = "Traceback (most recent call last)"
_MAX_LINES, _SHOWN = 40, 200


def facts(job: TrainingJob, lines: Sequence[str]) -> Iterator[Observed]:
    """Yield which hyperparameter is used as a number, has a value that can't be converted, or is not set."""
    yield from _not_converted(job, lines)
    yield from _invalid(job, lines)
    yield from _not_set(job, lines)


def _not_converted(job: TrainingJob, lines: Sequence[str]) -> Iterator[Observed]:
    number = _last(lines, lambda line: causes.is_shown_by(_NOT_CONVERTED, line))
    name = "" if number is None else _named(job, lines, number)
    if number is not None and name:
        values = {"name": name, "value": str(job.hyperparameters[name])[:_SHOWN]}
        yield Observed("hyperparameter-as-string", lines[number][:_SHOWN], values, _path(job, name))


def _invalid(job: TrainingJob, lines: Sequence[str]) -> Iterator[Observed]:
    number = _last(lines, _INVALID.search)
    match = _INVALID.search(lines[number][:_SHOWN]) if number is not None else None
    if match is None or number is None:
        return
    invalid = match[1] or match[2] or ""
    names = [name for name, value in job.hyperparameters.items() if value == invalid]
    named = _named(job, lines, number)
    if named in names or len(names) == 1:
        name = named if named in names else names[0]
        yield Observed(
            "hyperparameter-value", lines[number][:_SHOWN], {"name": name, "value": invalid}, _path(job, name)
        )


def _not_set(job: TrainingJob, lines: Sequence[str]) -> Iterator[Observed]:
    number = _last(lines, _REQUIRED.search)
    match = _REQUIRED.search(lines[number][:_SHOWN]) if number is not None else None
    name = (match[1] or match[2]) if match else ""
    if number is None or not name or name in job.hyperparameters:
        return
    source = any(_ABOUT_HYPERPARAMETERS.search(line) for line in _context(lines, number)[-3:-1])
    if name in job.declared_hyperparameters or source:
        path = (*job.path, "HyperParameters")
        yield Observed("hyperparameter-not-set", lines[number][:_SHOWN], {"name": name}, path)


def _named(job: TrainingJob, lines: Sequence[str], number: int) -> str:
    """The hyperparameter that the error in a line is about: by its value or name there, or before it; or empty."""
    line = lines[number][:_SHOWN]
    quoted = [name for name, value in job.hyperparameters.items() if value and f"'{value}'" in line.replace('"', "'")]
    if len(quoted) == 1:
        return quoted[0]
    for each in reversed(_context(lines, number)):
        for name in job.hyperparameters:
            if re.search(_pattern(name), each[:_SHOWN]):
                return name
    return ""


def _context(lines: Sequence[str], number: int) -> Sequence[str]:
    """The lines of the traceback that ends in a line, or the lines before it."""
    before = lines[max(0, number - _MAX_LINES) : number + 1]
    starts = [index for index, line in enumerate(before) if _TRACEBACK in line]
    return before[starts[-1] :] if starts else before


def _pattern(name: str) -> str:
    """What finds a name, also as an identifier in code; one letter only in quotation marks."""
    escaped = re.sub(r"[-_.]|\\[-.]", "[-_.]", re.escape(name))
    return rf"(?<!\w){escaped}(?!\w)" if len(name) > 1 else rf"['\"]{escaped}['\"]"


def _last(lines: Sequence[str], matches: Callable[[str], object]) -> int | None:
    """The number of the first of the last errors that matches."""
    return next((number for number in log_errors.last_errors(lines) if matches(lines[number][:_SHOWN])), None)


def _path(job: TrainingJob, name: str) -> tuple[str | int, ...]:
    return (*job.path, "HyperParameters", name)
