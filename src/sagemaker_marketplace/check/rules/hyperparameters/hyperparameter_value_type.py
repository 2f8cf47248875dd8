"""A default, and what the validation sets, is of the hyperparameter's type.

Values are texts in the API, so anything gets through the schema. AWS's Python SDK refuses a value that does not read as
the type: 1.0 is no whole number to it. Whether the service does is not documented, so this is a warning; the training
code gets the text as it is written.

Write whole numbers in plain digits; or change the type.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import cleanup, number, plain, readable, values, whole

SEVERITY = "warning"
KINDS = ("Algorithm",)
SOURCES = (
    "aws/sagemaker-python-sdk, parameter.py: reads values as their type (seen); the service's refusal is inferred",
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
    """Yield each value of a number that is not in plain digits, or no number at all."""
    for value in values(doc):
        parameter, exact = value.parameter, readable(value.text)
        shown = f'{parameter.name} is of type {parameter.type}, "{value.text[:40]}" is'
        if parameter.type == "Integer" and not whole(value.text):
            digits = plain(exact)
            fix = ("replace", value.path, digits) if digits else None
            hint = f'write "{digits}"' if digits else "write a whole number in plain digits, or change Type"
            yield value.path, f"{shown} no whole number in plain digits", hint, (), fix
        elif parameter.type == "Continuous" and number(value.text) is None:
            digits = cleanup(value.text) if exact is not None and number(cleanup(value.text)) == exact else None
            fix = ("replace", value.path, digits) if digits else None
            hint = f'write "{digits}"' if digits else 'write a number, such as "0.5", or change Type'
            yield value.path, f"{shown} no number{' in plain digits' if digits else ''}", hint, (), fix
