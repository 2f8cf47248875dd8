"""Binary data should not be split by line.

`SplitType: Line` splits at each newline character. In images, audio, archives and similar data that byte can occur
anywhere, so the container receives fragments. Whether data is binary is inferred from its content type.

Remove `SplitType`, so that each object is one request. For RecordIO and TFRecord use their own split types.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import Job, jobs
from ._mime_types import content_type, is_binary

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "service model: TransformInput.SplitType, Line splits at newline characters (documented)",
    "which types of data have no lines is inferred",
)
GOOD = (
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TransformJobDefinition:
          TransformInput: {ContentType: image/jpeg}
""",
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TransformJobDefinition:
          TransformInput: {ContentType: text/csv, SplitType: Line}
""",
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TransformJobDefinition:
          TransformInput: {ContentType: image/svg+xml, SplitType: Line}
""",
)
BAD = (
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TransformJobDefinition:
          TransformInput:
            ContentType: image/jpeg
            SplitType: Line   # <- here
""",
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TransformJobDefinition:
          TransformInput:
            ContentType: application/x-npy
            SplitType: Line   # <- here
""",
)
# Content types with a specific split type.
_SPLIT_TYPES = {
    "application/x-recordio": "RecordIO",
    "application/x-recordio-protobuf": "RecordIO",
    "application/x-tfrecord": "TFRecord",
}


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each SplitType of Line for binary data."""
    for job in jobs(doc):
        mime_type = content_type(job)
        if job.split == "Line" and is_binary(mime_type):
            message = f"binary data of type {mime_type} can't be split by line"
            related = (((*job.path, "TransformInput", "ContentType"), "content type"),)
            yield (*job.path, "TransformInput", "SplitType"), message, _hint(job, mime_type), related


def _hint(job: Job, mime_type: str) -> str:
    if mime_type in _SPLIT_TYPES:
        return f"use SplitType: {_SPLIT_TYPES[mime_type]}"
    # These fields have no effect without a split.
    strategy = "BatchStrategy" if job.field("BatchStrategy") else ""
    assembly = "AssembleWith" if job.field("TransformOutput", "AssembleWith") == "Line" else ""
    return f"remove {' and '.join(filter(None, ('SplitType', strategy, assembly)))} to send each object as one request"
