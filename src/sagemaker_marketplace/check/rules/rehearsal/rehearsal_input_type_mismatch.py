"""The name of the local input should match the job's `ContentType`.

The transform job sends `ContentType` with each request. A file named `.csv` that is sent as `application/json` is
probably not what the container expects. A file name does not prove the format, so only well-known names of tables,
JSON and images are compared.

Use the file of the right type, or correct `ContentType`.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from ....manifest.rehearsal import INPUT
from .. import Result
from ..transform._mime_types import content_type
from . import block, rehearsed_jobs

SEVERITY = "info"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "service model: TransformInput.ContentType is used with each call (documented)",
    "that the extension of the file name is that of its format is inferred",
)
GOOD = (
    """
rehearsal: {input: data/rows.csv.gz}
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TransformJobDefinition:
          TransformInput: {ContentType: text/csv, CompressionType: Gzip}
""",
    """
rehearsal: {input: data/rows.jsonl}
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TransformJobDefinition:
          TransformInput: {ContentType: application/json}
""",
    """
rehearsal: {input: data/list.json}
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TransformJobDefinition:
          TransformInput:
            ContentType: text/csv
            DataSource: {S3DataSource: {S3DataType: ManifestFile}}
""",
)
BAD = (
    """
rehearsal:
  input: data/rows.csv   # <- here
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TransformJobDefinition:
          TransformInput: {ContentType: application/json}
""",
    """
rehearsal:
  input: data/customers.json   # <- here
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TransformJobDefinition:
          TransformInput: {ContentType: text/csv; header=absent}
""",
)
_JSON = {"application/json", "application/jsonlines", "application/x-jsonlines", "application/jsonl"}
_TYPES = {
    ".csv": {"text/csv", "application/csv"},
    ".json": _JSON,
    ".jsonl": _JSON,
    ".jpeg": {"image/jpeg"},
    ".jpg": {"image/jpeg"},
    ".png": {"image/png"},
}
_KNOWN = set().union(*_TYPES.values())


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield an input whose name is that of another type than each job's."""
    name = block(doc).get(INPUT[-1])
    # The manifest file of a job lists its data, and is JSON itself.
    jobs = [job for job in rehearsed_jobs(doc) if job.data_type != "ManifestFile"]
    if not isinstance(name, str) or not jobs:
        return
    _, dot, extension = name.lower().removesuffix(".gz").rpartition(".")
    expected = _TYPES.get(dot + extension, _KNOWN)
    if all(content_type(job) in _KNOWN - expected for job in jobs):
        path = (*jobs[0].path, "TransformInput", "ContentType")
        message = f"the input is named like {dot}{extension} data, but ContentType is {content_type(jobs[0])}"
        yield INPUT, message, "use input of that type, or correct ContentType", ((path, "ContentType"),)
