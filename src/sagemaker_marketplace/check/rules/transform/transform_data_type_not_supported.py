"""The `S3DataType` of a transform job must be `S3Prefix` or `ManifestFile`.

Other parts of the API share the values of `S3DataType`, but the reference of `TransformS3DataSource` lists only
`S3Prefix` and `ManifestFile` as compatible. Augmented manifests are only for training.

Use `S3Prefix` with a key prefix, or `ManifestFile` with the URI of a manifest file.
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
_UNSUPPORTED = ("AugmentedManifestFile", "Converse")


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each data type that is valid elsewhere in the API but not for transform jobs."""
    for job in jobs(doc):
        if job.data_type in _UNSUPPORTED:
            path = (*job.path, "TransformInput", "DataSource", "S3DataSource", "S3DataType")
            hint = "use S3Prefix" if manifest_hint(job.uri) else "use S3Prefix, or ManifestFile with a list of objects"
            yield path, f"S3DataType {job.data_type} is not supported for transform jobs", hint
