"""The expected status should be one with which a transform job succeeds.

A transform job fails if the container answers a request with a status other than 2xx, so that a rehearsal with such an
answer fails as well, whatever is expected.

Expect a status such as 200, or remove the field: any 2xx is accepted then.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from ....manifest.rehearsal import EXPECT
from .. import Result
from . import expectation

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "aws/sagemaker-python-sdk#1882, aws/sagemaker-tensorflow-serving-container#93: jobs failed by 413 and 500 (seen)",
    "that each other status fails the job is inferred",
)
GOOD = (
    """
rehearsal: {expect: {status: 204}}
""",
)
BAD = (
    """
rehearsal:
  expect:
    status: 415   # <- here
""",
    """
rehearsal:
  expect: {status: 300, records: 3}   # <- here
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield an expected status that is not 2xx."""
    status = expectation(doc, "status")
    if isinstance(status, int) and not 200 <= status < 300:
        message = f"a transform job fails with status {status}"
        yield (*EXPECT, "status"), message, "use 200, or remove status to accept any 2xx"
