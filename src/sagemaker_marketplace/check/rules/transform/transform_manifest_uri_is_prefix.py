"""A manifest file is an object: its URI does not end like a folder's.

With `S3DataType: ManifestFile` the `S3Uri` names one object, a JSON list of the objects to read. A URI that ends with a
slash, or that is a bucket's alone, is a prefix: there is hardly an object of that name, and the job has no input. That
no such object is there is inferred, so this is a warning.

Name the list itself, or write `S3DataType: S3Prefix`.
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
    "service model: TransformS3DataSource.S3DataType, with ManifestFile the URI is an object's (documented)",
    "that a key ending with a slash is no manifest is inferred",
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
    """Yield each URI of a manifest that is a prefix."""
    for job in jobs(doc):
        hint = manifest_hint(job.uri) if job.data_type == "ManifestFile" else None
        if hint:
            source = (*job.path, "TransformInput", "DataSource", "S3DataSource")
            message = "ManifestFile takes the URI of one object, and this is a prefix"
            yield (*source, "S3Uri"), message, hint, (((*source, "S3DataType"), "what the URI names"),)
