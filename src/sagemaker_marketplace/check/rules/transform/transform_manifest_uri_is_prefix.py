"""The `S3Uri` of a transform job's manifest file should be the URI of an object.

With `S3DataType: ManifestFile`, `S3Uri` is one object, a JSON list of the objects to read. A URI that ends with a
slash, or that is only a bucket, is a prefix, and the job then has no input. That no object has such a key is inferred.

Use the URI of the manifest file, or `S3DataType: S3Prefix`.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import jobs, manifest_hint

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "service model: TransformS3DataSource.S3DataType, ManifestFile requires the URI of an object (documented)",
    "that a key ending with a slash is not a manifest is inferred",
)
GOOD = (
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TransformJobDefinition:
          TransformInput: {DataSource: {S3DataSource: {S3DataType: ManifestFile, S3Uri: s3://b/input.manifest}}}
""",
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TransformJobDefinition:
          TransformInput: {DataSource: {S3DataSource: {S3DataType: S3Prefix, S3Uri: s3://b/input/}}}
""",
)
BAD = (
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TransformJobDefinition:
          TransformInput:
            DataSource:
              S3DataSource:
                S3DataType: ManifestFile
                S3Uri: s3://b/input/   # <- here
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each S3Uri of a manifest file that is a prefix."""
    for job in jobs(doc):
        hint = manifest_hint(job.uri) if job.data_type == "ManifestFile" else None
        if hint:
            source = (*job.path, "TransformInput", "DataSource", "S3DataSource")
            message = "ManifestFile requires the URI of an object, not a prefix"
            yield (*source, "S3Uri"), message, hint, (((*source, "S3DataType"), "data type"),)
