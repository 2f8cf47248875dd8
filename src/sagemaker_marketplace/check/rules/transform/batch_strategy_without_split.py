"""A batch strategy has no effect on input that is not split.

`BatchStrategy` says how many records a request holds. Without a `SplitType` of Line, RecordIO or TFRecord there are no
records: each object is one request, and has to fit into `MaxPayloadInMB` (6 unless set). One of AWS's samples is made
like this and passes, so this is a warning.

Add a `SplitType` if the data has records; else remove `BatchStrategy`.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import SPLITTING, jobs
from ._types import content_type, is_binary

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "service model: BatchStrategy is enabled by SplitType (documented)",
    "SageMaker developer guide, batch-transform-errors: unsplit objects must fit (documented)",
)
GOOD = (
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TransformJobDefinition:
          BatchStrategy: MultiRecord
          TransformInput: {SplitType: Line}
""",
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TransformJobDefinition:
          TransformInput: {SplitType: None}
""",
)
BAD = (
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TransformJobDefinition:
          BatchStrategy: SingleRecord   # <- here
          TransformInput: {ContentType: text/csv}
""",
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TransformJobDefinition:
          BatchStrategy: MultiRecord   # <- here
          TransformInput:
            SplitType: None
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each strategy for records of a job that makes none."""
    for job in jobs(doc):
        strategy = job.member("BatchStrategy")
        if strategy in ("SingleRecord", "MultiRecord") and job.split not in SPLITTING:
            message = f"{strategy} has no effect without a SplitType: each object is one request"
            split = "if each line is a record, add SplitType: Line and AssembleWith: Line; else remove BatchStrategy"
            hint = "remove BatchStrategy" if is_binary(content_type(job)) else split
            yield (*job.path, "BatchStrategy"), message, hint, (((*job.path, "TransformInput"), "the input"),)
