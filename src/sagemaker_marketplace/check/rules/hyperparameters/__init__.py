"""Hyperparameters and metrics: what buyers can set, what a tuning job varies, and which metric it optimizes.

All values are strings in the API, including numbers. They are compared as exact decimal numbers, because integers above
2^53 are not exact as floats.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple

from ....manifest.document import Document
from ....manifest.paths import Path

HYPERPARAMETERS = ("spec", "TrainingSpecification", "SupportedHyperParameters")
METRICS = ("spec", "TrainingSpecification", "MetricDefinitions")
OBJECTIVES = ("spec", "TrainingSpecification", "SupportedTuningJobObjectiveMetrics")
RANGES = {
    "Integer": "IntegerParameterRangeSpecification",
    "Continuous": "ContinuousParameterRangeSpecification",
    "Categorical": "CategoricalParameterRangeSpecification",
}
BOUNDS = ("MinValue", "MaxValue")
_JOBS = "spec.ValidationSpecification.ValidationProfiles.*.TrainingJobDefinition"
# The API's limits; the schema reports values beyond them.
_MAX_LENGTH = 2500
_MAX_METRICS, _MAX_REGEX_LENGTH = 40, 500
_MAX_DIGITS = 30
# Compiling a character class that goes beyond Latin-1 takes Python milliseconds, a hundred times as long as others.
_MAX_WIDE_CLASSES = 64
_NUMBER = r"[-+]?(([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]{1,9})?|[iI]nf(inity)?)"


class Parameter(NamedTuple):
    """A hyperparameter of the training specification; `range` is the field of its `Range` for its type."""

    path: Path
    name: str
    type: str
    spec: dict[str, Any]
    range: dict[str, Any]

    @property
    def range_path(self) -> Path:
        """The path of `range`."""
        return (*self.path, "Range", RANGES[self.type])


class Value(NamedTuple):
    """A value of a hyperparameter: its default, or what a validation sets."""

    path: Path
    text: str
    parameter: Parameter


def parameters(doc: Document) -> list[Parameter]:
    """Return the hyperparameters that the algorithm declares with a name."""
    declared = []
    for path, spec in doc.at(".".join(HYPERPARAMETERS) + ".*"):
        if isinstance(spec, dict) and isinstance(spec.get("Name"), str):
            type_ = spec.get("Type")
            type_ = type_ if isinstance(type_, str) else ""
            range_ = ranges(spec).get(RANGES.get(type_, ""))
            declared.append(Parameter(path, spec["Name"], type_, spec, range_ if isinstance(range_, dict) else {}))
    return declared


def ranges(spec: dict[str, Any]) -> dict[str, Any]:
    """Return the `Range` of a hyperparameter, empty if it has none."""
    range_ = spec.get("Range")
    return range_ if isinstance(range_, dict) else {}


def job_hyperparameters(doc: Document) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Yield the path and value of `HyperParameters` of each validation's training job, empty if it sets none."""
    for path, job in doc.at(_JOBS):
        if isinstance(job, dict):
            settings = job.get("HyperParameters", {})
            yield (*path, "HyperParameters"), settings if isinstance(settings, dict) else {}


def values(doc: Document) -> Iterator[Value]:
    """Yield each default value, and each value that a validation sets for a declared hyperparameter."""
    declared = parameters(doc)
    by_name = {parameter.name: parameter for parameter in reversed(declared)}
    for parameter in declared:
        default = parameter.spec.get("DefaultValue")
        if isinstance(default, str):
            yield Value((*parameter.path, "DefaultValue"), default, parameter)
    for path, settings in job_hyperparameters(doc):
        for name, text in settings.items():
            if name in by_name and isinstance(text, str):
                yield Value((*path, name), text, by_name[name])


def field_values(doc: Document, location: Path, field: str) -> Iterator[tuple[Path, str]]:
    """Yield path and value of a string field of each object in a list."""
    return doc.strings(".".join(str(part) for part in location) + f".*.{field}")


def parse_number(text: str) -> Decimal | None:
    """Return the exact number in a string, infinity included, or None if the string is not a number.

    Accepts ASCII digits, a point and an exponent, as well as `inf` and `infinity`; no whitespace and no separators.
    """

    if len(text) > _MAX_LENGTH or not re.fullmatch(_NUMBER, text):
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def parse_float(text: str) -> Decimal | None:
    """Return the number that Python's `float` reads in a string, NaN included, or None if it refuses the string.

    Accepts more than `parse_number`: surrounding whitespace, underscores between digits, digits of other scripts, and
    exponents too large for an exact number, which become infinity or zero.
    """

    if len(text) > _MAX_LENGTH:
        return None
    try:
        rounded = float(text)
    except ValueError:
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        return Decimal(rounded)


def normalize_number(text: str) -> str:
    """Return a number without surrounding whitespace and underscores, in the digits 0 to 9."""
    return "".join(str(int(sign)) if sign.isdecimal() else sign for sign in text.strip() if sign != "_")


def is_plain_integer(text: str) -> bool:
    """Whether a string is an integer in plain digits, unlike 1.0 and 1e3."""
    digits = text[1:] if text[:1] in ("-", "+") else text
    return digits.isascii() and digits.isdigit()


def is_integer(number: Decimal | None) -> bool:
    """Whether a number is an integer, in any notation."""
    return number is not None and number.is_finite() and number == number.to_integral_value()


def format_integer(number: Decimal | None) -> str | None:
    """Return an integer in plain digits; None for any other number and for very long integers."""
    return str(int(number)) if number is not None and is_integer(number) and number.adjusted() <= _MAX_DIGITS else None


@lru_cache(maxsize=128)
def compile_regex(regex: str) -> re.Pattern[str] | str:
    """Compile a metric's regular expression; return Python's error message if it is invalid."""

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return re.compile(regex)
        except (re.error, OverflowError, RecursionError) as error:
            return str(error)


def regexes(doc: Document) -> Iterator[tuple[Path, re.Pattern[str] | str]]:
    """Yield path and compiled regular expression, or Python's error message, of each metric.

    Expressions beyond the API's limits are skipped, because the schema reports them. So are those that take long to
    compile.
    """
    remaining = _MAX_WIDE_CLASSES
    for path, regex in islice(field_values(doc, METRICS, "Regex"), _MAX_METRICS):
        cost = _count_wide_classes(regex)
        if 0 < len(regex) <= _MAX_REGEX_LENGTH and cost <= remaining:
            remaining -= cost
            yield path, compile_regex(regex)


def _count_wide_classes(regex: str) -> int:
    is_wide = not regex.isascii() or any(escape in regex for escape in (r"\u", r"\U", r"\N"))
    return regex.count("[") if is_wide else 0
