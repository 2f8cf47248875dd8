"""The number of records should be expected only of answers that have records.

Records are counted in text with one record per line, such as CSV and JSON Lines, in JSON lists and in RecordIO. An
image, an archive or an array in NumPy's format has no records that can be counted, so that the expectation fails.

Remove `records`, and compare the answers with `output`.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from ....manifest.rehearsal import EXPECT
from ....manifest.suggestions import quoted
from .. import Result
from ..transform._mime_types import is_binary
from . import answer_types, expectation

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "docs/reference/rehearsal.md: which records are counted (documented)",
    "that the name of a type says whether it is binary is inferred",
)
GOOD = (
    """
rehearsal: {expect: {records: 3, content-type: text/csv}}
""",
    """
rehearsal: {expect: {records: 3}}
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TransformJobDefinition:
          TransformOutput: {Accept: application/x-recordio-protobuf}
""",
)
BAD = (
    """
rehearsal:
  expect:
    content-type: image/png
    records: 3   # <- here
""",
    """
rehearsal:
  expect:
    records: 3   # <- here
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TransformJobDefinition:
          TransformOutput: {Accept: application/x-npy}
""",
)
_COUNTED = "recordio"


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield a number of records if all answers are binary."""
    types = answer_types(doc)
    are_binary = bool(types) and all(is_binary(type_) and _COUNTED not in type_ for type_ in types)
    if are_binary and expectation(doc, "records") is not None:
        message = f"records can't be counted in {quoted(types[0])}"
        yield (*EXPECT, "records"), message, "remove records, and compare with output"
