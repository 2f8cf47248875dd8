"""A bound is written so that every program reads the same number.

1.0 and 1e3 are whole numbers to people; to many programs they are none. `1_000` and a blank before the digits are for
Python what they look like, and no number elsewhere. `inf` and `nan` are floating-point values to some, and no bound at
all: nothing can be searched up to infinity. How the service reads them is not documented, so this is a warning.

Write whole numbers in plain digits, and a largest value instead of infinity.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from ....manifest.fixes import Fix
from ....manifest.paths import Path
from .. import Related, Result
from . import BOUNDS, cleanup, integral, number, parameters, plain, readable, whole

SEVERITY = "warning"
KINDS = ("Algorithm",)
SOURCES = (
    "service model: MinValue and MaxValue, the smallest and the largest value (documented)",
    "aws/sagemaker-python-sdk, parameter.py: reads bounds with int and float (seen); the service's reading is inferred",
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
    """Yield each bound not in plain digits that Python reads all the same, and each that is not finite."""
    for parameter in parameters(doc):
        for member in BOUNDS if parameter.type in ("Integer", "Continuous") else ():
            text = parameter.range.get(member)
            exact = readable(text) if isinstance(text, str) else None
            if not isinstance(text, str) or exact is None:
                continue
            path, name = (*parameter.range_path, member), f"{member} of {parameter.name}"
            if parameter.type == "Integer" and integral(exact) and not whole(text):
                message = f'{name} is "{text[:40]}", not a whole number in plain digits'
                yield path, message, *_remedy(path, plain(exact))
            elif parameter.type == "Continuous" and not exact.is_finite():
                most = "smallest" if member == "MinValue" else "largest"
                yield path, f"{name} is {text[:40]}, which is no bound", f"write the {most} useful value"
            elif parameter.type == "Continuous" and number(text) is None:
                digits = cleanup(text) if number(cleanup(text)) == exact else None
                yield path, f'{name} is "{text[:40]}", not a number in plain digits', *_remedy(path, digits)


def _remedy(path: Path, digits: str | None) -> tuple[str, Related, Fix | None]:
    """Hint, related places and fix for a number that could be written in plain digits."""
    if digits is None:
        return "write it in plain digits, or as a smaller number", (), None
    return f'write "{digits}"', (), ("replace", path, digits)
