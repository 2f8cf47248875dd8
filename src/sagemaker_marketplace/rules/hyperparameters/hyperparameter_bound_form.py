"""A bound is written so that every program reads the same number.

1.0 and 1e3 are whole numbers to people; to many programs they are none. `inf` and `nan` are floating-point values to
some, and no bound at all: nothing can be searched up to infinity. How the service reads them is not documented, so this
is a warning.

Write whole numbers in plain digits, and a largest value instead of infinity.
"""

from __future__ import annotations

from . import BOUNDS, integral, number, parameters, plain, whole

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...core.document import Document
    from ...core.facts import Facts
    from .. import Result

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
            MinValue: 0
            MaxValue: inf   # <- here
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each whole bound that is not in plain digits, and each bound that is not finite."""
    for parameter in parameters(doc):
        for member in BOUNDS:
            text = parameter.range.get(member)
            if isinstance(text, str):
                path, name = (*parameter.range_path, member), f"{member} of {parameter.name}"
                if parameter.type == "Integer" and not whole(text) and integral(number(text)):
                    digits = plain(number(text))
                    fix = ("replace", path, digits) if digits else None
                    hint = f'write "{digits}"' if digits else "write it in plain digits, or as a smaller number"
                    yield path, f'{name} is "{text[:40]}", not a whole number in plain digits', hint, (), fix
                elif parameter.type == "Continuous" and _endless(text):
                    yield path, f"{name} is {text}, which is no bound", "write the largest useful value"


def _endless(text: str) -> bool:
    exact = number(text)
    return text.casefold() == "nan" or (exact is not None and not exact.is_finite())
