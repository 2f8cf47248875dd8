"""A transform job reads objects with a common prefix, or those a manifest file names.

`S3DataType` shares its values with other parts of the API, but of `TransformS3DataSource` the reference says that
`S3Prefix` and `ManifestFile` are the compatible ones. An augmented manifest is for training only.

Write `S3Prefix` with the beginning of the keys, or `ManifestFile` with the URI of a list.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import jobs, manifest_hint

SEVERITY = "error"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = ("service model: TransformS3DataSource.S3DataType, compatible values (documented)",)
GOOD = (
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TransformJobDefinition:
          TransformInput: {DataSource: {S3DataSource: {S3DataType: ManifestFile, S3Uri: s3://b/input.manifest}}}
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
                S3DataType: AugmentedManifestFile   # <- here
                S3Uri: s3://b/input.manifest
""",
)
_OTHERS = ("AugmentedManifestFile", "Converse")


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each data type the API knows, but not for transform jobs; those it does not know are the schema's."""
    for job in jobs(doc):
        if job.data_type in _OTHERS:
            path = (*job.path, "TransformInput", "DataSource", "S3DataSource", "S3DataType")
            hint = (
                "write S3Prefix" if manifest_hint(job.uri) else "write S3Prefix, or ManifestFile with a list of objects"
            )
            yield path, f"{job.data_type} is not for transform jobs", hint
