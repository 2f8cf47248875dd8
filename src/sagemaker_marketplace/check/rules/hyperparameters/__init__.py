"""Hyperparameters and metrics: what buyers can set, what a tuning job can vary, and by what it judges.

All values are texts in the API, also those of numbers. They are compared here as exact decimal numbers, so that whole
numbers beyond 2^53 do not run together.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from itertools import islice
from typing import Any

from ....manifest.document import Document
from ....manifest.paths import Path

SPECS = ("spec", "TrainingSpecification", "SupportedHyperParameters")
METRICS = ("spec", "TrainingSpecification", "MetricDefinitions")
OBJECTIVES = ("spec", "TrainingSpecification", "SupportedTuningJobObjectiveMetrics")
RANGES = {
    "Integer": "IntegerParameterRangeSpecification",
    "Continuous": "ContinuousParameterRangeSpecification",
    "Categorical": "CategoricalParameterRangeSpecification",
}
BOUNDS = ("MinValue", "MaxValue")
_JOBS = "spec.ValidationSpecification.ValidationProfiles.*.TrainingJobDefinition"
# The API's limit for a value; longer ones are the schema's to tell.
_LONGEST = 2500
_WRITTEN_OUT = 30
_MOST_METRICS, _LONGEST_REGEX = 40, 500
# Compiling a character class that goes beyond Latin-1 takes Python milliseconds, a hundred times what others take.
_MOST_WIDE_CLASSES = 64


@dataclass(frozen=True)
class Parameter:
    """A hyperparameter of the training specification; `range` is the part of its range that belongs to its type."""

    path: Path
    name: str
    type: str
    spec: dict[str, Any]
    range: dict[str, Any]

    @property
    def range_path(self) -> Path:
        """Where the range of its type stands."""
        return (*self.path, "Range", RANGES[self.type])


@dataclass(frozen=True)
class Value:
    """A value given to a hyperparameter: its default, or what a validation sets."""

    path: Path
    text: str
    parameter: Parameter


def parameters(doc: Document) -> list[Parameter]:
    """The hyperparameters the algorithm declares, those with a name."""
    found = []
    for path, spec in doc.at(".".join(SPECS) + ".*"):
        if isinstance(spec, dict) and isinstance(spec.get("Name"), str):
            kind = spec.get("Type")
            kind = kind if isinstance(kind, str) else ""
            within = ranges(spec).get(RANGES.get(kind, ""))
            found.append(Parameter(path, spec["Name"], kind, spec, within if isinstance(within, dict) else {}))
    return found


def ranges(spec: dict[str, Any]) -> dict[str, Any]:
    """The kinds of range given to a hyperparameter."""
    given = spec.get("Range")
    return given if isinstance(given, dict) else {}


def jobs(doc: Document) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Yield the hyperparameters each validation's training job sets, with their place; none are an empty mapping."""
    for path, job in doc.at(_JOBS):
        if isinstance(job, dict):
            given = job.get("HyperParameters", {})
            yield (*path, "HyperParameters"), given if isinstance(given, dict) else {}


def values(doc: Document) -> Iterator[Value]:
    """Yield each default, and each value a validation sets for a hyperparameter there is."""
    known = parameters(doc)
    named = {parameter.name: parameter for parameter in reversed(known)}
    for parameter in known:
        default = parameter.spec.get("DefaultValue")
        if isinstance(default, str):
            yield Value((*parameter.path, "DefaultValue"), default, parameter)
    for path, given in jobs(doc):
        for name, text in given.items():
            if name in named and isinstance(text, str):
                yield Value((*path, name), text, named[name])


def entries(doc: Document, location: Path, member: str) -> Iterator[tuple[Path, str]]:
    """Yield the texts one member has in a list of mappings."""
    return doc.strings(".".join(str(part) for part in location) + f".*.{member}")


def number(text: str) -> Decimal | None:
    """The exact number a text is, infinity included; None for any other text, and for what is no number.

    Decimal digits, a point and an exponent are read, as well as `inf` and `infinity`; blanks and separators are not.
    """

    if len(text) > _LONGEST or not _form()(text):
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def readable(text: str) -> Decimal | None:
    """The number Python's `float` reads a text as, NaN included; None if it refuses the text.

    Beyond what `number` takes these are blanks around, underscores between digits, the digits of other scripts, and
    exponents too large for an exact number, which become infinity or zero.
    """

    if len(text) > _LONGEST:
        return None
    try:
        rounded = float(text)
    except ValueError:
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        return Decimal(rounded)


def cleanup(text: str) -> str:
    """A number's text without blanks around it and underscores, in the digits 0 to 9."""
    return "".join(str(int(sign)) if sign.isdecimal() else sign for sign in text.strip() if sign != "_")


def whole(text: str) -> bool:
    """Whether a text is a whole number in plain digits: not 1.0, not 1e3."""
    digits = text[1:] if text[:1] in ("-", "+") else text
    return digits.isascii() and digits.isdigit()


def integral(exact: Decimal | None) -> bool:
    """Whether a number is a whole one, however it was written."""
    return exact is not None and exact.is_finite() and exact == exact.to_integral_value()


def plain(exact: Decimal | None) -> str | None:
    """A whole number in plain digits; None for any other number and for those nobody writes out."""
    return str(int(exact)) if exact is not None and integral(exact) and exact.adjusted() <= _WRITTEN_OUT else None


@lru_cache(maxsize=128)
def compiled(regex: str) -> re.Pattern[str] | str:
    """A metric's regular expression as Python reads it, or what Python has against it."""

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return re.compile(regex)
        except (re.error, OverflowError, RecursionError) as fault:
            return str(fault)


def regexes(doc: Document) -> Iterator[tuple[Path, re.Pattern[str] | str]]:
    """Yield the regular expression of each metric.

    More and longer ones than the API takes are the schema's to tell. Those that take long to compile are left out.
    """
    left = _MOST_WIDE_CLASSES
    for path, regex in islice(entries(doc, METRICS, "Regex"), _MOST_METRICS):
        cost = _wide_classes(regex)
        if 0 < len(regex) <= _LONGEST_REGEX and cost <= left:
            left -= cost
            yield path, compiled(regex)


def _wide_classes(regex: str) -> int:
    is_wide = not regex.isascii() or any(escape in regex for escape in (r"\u", r"\U", r"\N"))
    return regex.count("[") if is_wide else 0


@lru_cache(maxsize=1)
def _form() -> Callable[[str], re.Match[str] | None]:
    pattern = r"[-+]?(([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]{1,9})?|[iI]nf(inity)?)"
    return re.compile(pattern).fullmatch
