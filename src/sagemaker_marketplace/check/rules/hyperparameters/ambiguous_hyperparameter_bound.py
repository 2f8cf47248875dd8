"""The bounds of a numeric range should be finite and written in plain digits.

Programs differ in how they read 1.0 or 1e3 as an integer. Python accepts `1_000` and leading whitespace, other
languages do not. `inf` and `nan` are valid floating-point numbers, but a search can't use them as bounds. How the
service reads these values is not documented.

Write integers in plain digits, and the largest useful value instead of infinity.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from ....manifest.fixes import Fix
from ....manifest.paths import Path
from .. import Related, Result
from . import (
    BOUNDS,
    format_integer,
    is_integer,
    is_plain_integer,
    normalize_number,
    parameters,
    parse_float,
    parse_number,
)

SEVERITY = "warning"
KINDS = ("Algorithm",)
SOURCES = (
    "service model: MinValue and MaxValue, the smallest and the largest value (documented)",
    "aws/sagemaker-python-sdk, parameter.py: reads bounds with int and float (seen); the rest is inferred",
)
GOOD = (
    """
spec:
  TrainingSpecification:
    SupportedHyperParameters:
      - {Name: a, Type: Integer, Range: {IntegerParameterRangeSpecification: {MinValue: -1, MaxValue: +1000}}}
      - {Name: b, Type: Continuous, Range: {ContinuousParameterRangeSpecification: {MinValue: 1e-3, MaxValue: 1.0}}}
""",
)
BAD = (
    """
spec:
  TrainingSpecification:
    SupportedHyperParameters:
      - Name: depth
        Type: Integer
        Range:
          IntegerParameterRangeSpecification:
            MinValue: 1.0   # <- here
            MaxValue: 1e3   # <- here
      - Name: rate
        Type: Continuous
        Range:
          ContinuousParameterRangeSpecification:
            MinValue: " 0.5"   # <- here
            MaxValue: inf   # <- here
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each bound that is not finite, or that Python reads although it is not in plain digits."""
    for parameter in parameters(doc):
        for bound in BOUNDS if parameter.type in ("Integer", "Continuous") else ():
            text = parameter.range.get(bound)
            number = parse_float(text) if isinstance(text, str) else None
            if not isinstance(text, str) or number is None:
                continue
            path, name = (*parameter.range_path, bound), f"{bound} of {parameter.name}"
            message = f'{name} must be in plain digits, not "{text[:40]}"'
            if parameter.type == "Integer" and is_integer(number) and not is_plain_integer(text):
                yield path, message, *_hint_and_fix(path, format_integer(number))
            elif parameter.type == "Continuous" and not number.is_finite():
                extreme = "smallest" if bound == "MinValue" else "largest"
                yield path, f"{name} must be finite, not {text[:40]}", f"write the {extreme} useful value"
            elif parameter.type == "Continuous" and parse_number(text) is None:
                digits = normalize_number(text) if parse_number(normalize_number(text)) == number else None
                yield path, message, *_hint_and_fix(path, digits)


def _hint_and_fix(path: Path, digits: str | None) -> tuple[str, Related, Fix | None]:
    """Return hint, related locations and fix for a number; `digits` is the number in plain digits if there is one."""
    if digits is None:
        return "write it in plain digits, or as a smaller number", (), None
    return f'write "{digits}"', (), ("replace", path, digits)
