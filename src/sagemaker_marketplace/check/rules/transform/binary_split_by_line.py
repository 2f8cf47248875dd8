"""Binary data can't be split by lines.

`SplitType: Line` cuts at each newline character. In images, audio, archives and the like that byte stands anywhere, so
the container gets torn pieces. That the type of the data tells it to be binary is inferred, so this is a warning.

Leave `SplitType` out: each object is then one request. RecordIO and TFRecord have split types of their own.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import Job, jobs
from ._types import content_type, is_binary

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
# Types with a split type of their own.
_OWN = {
    "application/x-recordio": "RecordIO",
    "application/x-recordio-protobuf": "RecordIO",
    "application/x-tfrecord": "TFRecord",
}


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each split by lines of data that has none."""
    for job in jobs(doc):
        mime_type = content_type(job)
        if job.split == "Line" and is_binary(mime_type):
            message = f"{mime_type} has no lines to split at"
            related = (((*job.path, "TransformInput", "ContentType"), "the type of the data"),)
            yield (*job.path, "TransformInput", "SplitType"), message, _hint(job, mime_type), related


def _hint(job: Job, mime_type: str) -> str:
    if mime_type in _OWN:
        return f"write SplitType: {_OWN[mime_type]}"
    # What has a meaning for split data alone goes with it.
    also = "BatchStrategy" if job.member("BatchStrategy") else ""
    lines = "AssembleWith" if job.member("TransformOutput", "AssembleWith") == "Line" else ""
    return f"remove {' and '.join(filter(None, ('SplitType', also, lines)))}: each object is then one request"
