"""A JSON Schema should be expected only of JSON answers.

`expect.schema` validates answers of type JSON and JSON Lines. Answers of another type are not validated, and without
any JSON answer the expectation fails.

Remove `schema`, or expect the type that the answers have.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from ....manifest.rehearsal import EXPECT
from ....manifest.suggestions import quoted
from .. import Result
from . import answer_types, expectation

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = ("docs/reference/rehearsal.md: expect.schema is for JSON answers (documented)",)
GOOD = (
    """
rehearsal: {expect: {schema: answer.schema.json, content-type: application/json}}
""",
    """
rehearsal: {expect: {schema: answer.schema.json}}
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TransformJobDefinition:
          TransformOutput: {Accept: application/problem+json}
""",
)
BAD = (
    """
rehearsal:
  expect:
    content-type: text/csv
    schema: answer.schema.json   # <- here
""",
    """
rehearsal:
  expect:
    schema: answer.schema.json   # <- here
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TransformJobDefinition:
          TransformOutput: {Accept: text/csv}
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield a schema if no answer is JSON."""
    types = answer_types(doc)
    if expectation(doc, "schema") is not None and types and not any("json" in type_ for type_ in types):
        message = f"answers of type {quoted(types[0])} are not validated with a JSON Schema"
        yield (*EXPECT, "schema"), message, "remove schema, or correct the type"
