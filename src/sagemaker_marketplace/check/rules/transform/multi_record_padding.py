"""A request with RecordIO or TFRecord data should contain one record, unless the container reads the format.

RecordIO and TFRecord wrap each record in padding. SageMaker removes the padding only with
`BatchStrategy: SingleRecord`. With MultiRecord, the container receives the records as stored.

Use `SingleRecord` if the container expects bare records.
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
    """Yield each BatchStrategy that keeps the padding of binary records."""
    for job in jobs(doc):
        if job.field("BatchStrategy") == "MultiRecord" and job.split in ("RecordIO", "TFRecord"):
            message = f"MultiRecord sends {job.split} records with their padding"
            hint = "use BatchStrategy: SingleRecord if the container expects bare records"
            yield (*job.path, "BatchStrategy"), message, hint
