"""`BatchStrategy` should only be set if the input is split.

`BatchStrategy` sets how many records a request contains. Without a `SplitType` of Line, RecordIO or TFRecord there are
no records: each object is one request, and must fit in `MaxPayloadInMB` (default 6). One of AWS's samples is
configured this way and passes.

Add a `SplitType` if the data has records. Otherwise remove `BatchStrategy`.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import SPLIT_TYPES, jobs
from ._mime_types import content_type, is_binary

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
    """Yield each BatchStrategy of a job that does not split its input."""
    for job in jobs(doc):
        strategy = job.field("BatchStrategy")
        if strategy in ("SingleRecord", "MultiRecord") and job.split not in SPLIT_TYPES:
            message = f"BatchStrategy {strategy} has no effect without SplitType"
            split = "add SplitType: Line and AssembleWith: Line if each line is a record, or remove BatchStrategy"
            hint = "remove BatchStrategy" if is_binary(content_type(job)) else split
            yield (*job.path, "BatchStrategy"), message, hint, (((*job.path, "TransformInput"), "input"),)
