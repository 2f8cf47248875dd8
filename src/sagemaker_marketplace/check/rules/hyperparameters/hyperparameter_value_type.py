"""Default values and values that the validation sets should match the hyperparameter's type.

Values are strings in the API, so the schema accepts any value. AWS's Python SDK refuses a value that it can't convert
to the type; for example, 1.0 is not an integer. Whether the service refuses it is not documented. The training code
receives the string as written.

Write integers in plain digits, or change the type.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import format_integer, is_plain_integer, normalize_number, parse_float, parse_number, values

SEVERITY = "warning"
KINDS = ("Algorithm",)
SOURCES = (
    "aws/sagemaker-python-sdk, parameter.py: converts values to their type (seen); the service's refusal is inferred",
)
GOOD = (
    """
spec:
  TrainingSpecification:
    SupportedHyperParameters:
      - {Name: depth, Type: Integer, DefaultValue: 6}
      - {Name: rate, Type: Continuous, DefaultValue: 1e-3}
      - {Name: note, Type: FreeText, DefaultValue: any}
""",
)
BAD = (
    """
spec:
  TrainingSpecification:
    SupportedHyperParameters:
      - Name: depth
        Type: Integer
        DefaultValue: 1.0   # <- here
      - Name: rate
        Type: Continuous
        DefaultValue: fast   # <- here
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition:
          HyperParameters:
            depth: deep   # <- here
            rate: 0.1
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each value of a numeric hyperparameter that is not a number in plain digits."""
    for value in values(doc):
        number, normalized = parse_float(value.text), normalize_number(value.text)
        if value.parameter.type == "Integer" and not is_plain_integer(value.text):
            digits, example = format_integer(number), 'an integer, such as "10"'
        elif value.parameter.type == "Continuous" and parse_number(value.text) is None:
            digits = normalized if number is not None and parse_number(normalized) == number else None
            example = 'a number, such as "0.5"'
        else:
            continue
        fix = ("replace", value.path, digits) if digits else None
        hint = f'write "{digits}"' if digits else f"write {example}, or change Type"
        message = f'"{value.text[:40]}" is not a valid {value.parameter.type} value for {value.parameter.name}'
        yield value.path, message, hint, (), fix
