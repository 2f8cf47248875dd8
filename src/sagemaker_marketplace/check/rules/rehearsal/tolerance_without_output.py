"""A tolerance should be set together with the output that it applies to.

`expect.tolerance` says how far numbers may differ from those in `expect.output`. Without `output`, nothing is compared.

Add `output`, or remove `tolerance`.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from ....manifest.rehearsal import EXPECT
from .. import Result
from . import expectation

SEVERITY = "info"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = ("docs/reference/rehearsal.md: what tolerance applies to (documented)",)
GOOD = (
    """
rehearsal: {expect: {output: expected.csv, tolerance: 0.001}}
""",
)
BAD = (
    """
rehearsal:
  expect:
    tolerance: 0.001   # <- here
""",
    """
rehearsal:
  expect: {tolerance: 0, records: 3}   # <- here
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield a tolerance without an output."""
    if expectation(doc, "tolerance") is not None and expectation(doc, "output") is None:
        message = "tolerance has no effect without output"
        yield (*EXPECT, "tolerance"), message, "add the output to compare with, or remove tolerance"
