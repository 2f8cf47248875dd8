"""Binary data can't be split by lines.

`SplitType: Line` cuts at each newline character. In images, audio, archives and the like that byte stands anywhere, so
the container gets torn pieces. That the type of the data tells it to be binary is inferred, so this is a warning.

Leave `SplitType` out: each object is then one request. RecordIO and TFRecord have split types of their own.
"""

from __future__ import annotations

from . import jobs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...core.document import Document
    from ...core.facts import Facts
    from .. import Result

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
_KINDS = ("image/", "audio/", "video/")
_TYPES = (
    "application/octet-stream",
    "application/pdf",
    "application/x-image",
    "application/x-npy",
    "application/x-npz",
    "application/x-parquet",
    "application/x-recordio",
    "application/x-recordio-protobuf",
    "application/x-tar",
    "application/x-tfrecord",
    "application/zip",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each split by lines of data that has none."""
    for job in jobs(doc):
        said = str(job.member("TransformInput", "ContentType"))
        mime_type = said.partition(";")[0].strip().lower()
        binary = mime_type in _TYPES or (mime_type.startswith(_KINDS) and not mime_type.endswith("+xml"))
        if job.split == "Line" and binary:
            message = f"{mime_type} has no lines to split at"
            related = (((*job.path, "TransformInput", "ContentType"), "the type of the data"),)
            hint = "remove SplitType: each object is then one request"
            yield (*job.path, "TransformInput", "SplitType"), message, hint, related
