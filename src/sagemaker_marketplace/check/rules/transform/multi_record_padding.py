"""Several binary records in one request arrive with their padding.

RecordIO and TFRecord wrap each record. SageMaker takes the wrapping off with `BatchStrategy: SingleRecord` only; with
MultiRecord the container gets the records as they are stored. That is right for a container that reads the format, so
this is advice.

Write `SingleRecord` if the container expects bare records.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import jobs

SEVERITY = "info"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = ("service model: TransformInput.SplitType, padding (documented)",)
GOOD = (
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TransformJobDefinition:
          BatchStrategy: SingleRecord
          TransformInput: {SplitType: TFRecord}
""",
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TransformJobDefinition:
          BatchStrategy: MultiRecord
          TransformInput: {SplitType: Line}
""",
)
BAD = (
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TransformJobDefinition:
          BatchStrategy: MultiRecord   # <- here
          TransformInput: {SplitType: RecordIO}
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each strategy that keeps the padding of binary records."""
    for job in jobs(doc):
        if job.member("BatchStrategy") == "MultiRecord" and job.split in ("RecordIO", "TFRecord"):
            message = f"with MultiRecord the container gets {job.split} records with their padding"
            hint = "write BatchStrategy: SingleRecord if the container expects bare records"
            yield (*job.path, "BatchStrategy"), message, hint
