"""The `S3Uri` of a channel's manifest file should be the URI of an object.

With `S3DataType: ManifestFile` or `AugmentedManifestFile`, `S3Uri` is one object that lists the data. A URI that ends
with a slash, or that is only a bucket, is a prefix, and the training then has no data. That no object has such a key
is inferred.

Use the URI of the manifest file, or `S3DataType: S3Prefix`.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from ..transform import manifest_hint
from . import job_channels, jobs, s3_source

SEVERITY = "warning"
KINDS = ("Algorithm",)
SOURCES = (
    "service model: S3DataSource.S3DataType, both manifest types require the URI of an object (documented)",
    "that a key ending with a slash is not a manifest is inferred",
)
GOOD = (
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition:
          InputDataConfig:
            - {ChannelName: a, DataSource: {S3DataSource: {S3DataType: ManifestFile, S3Uri: s3://b/train.manifest}}}
            - {ChannelName: b, DataSource: {S3DataSource: {S3DataType: S3Prefix, S3Uri: s3://b/test/}}}
""",
)
BAD = (
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition:
          InputDataConfig:
            - ChannelName: training
              DataSource:
                S3DataSource:
                  S3DataType: AugmentedManifestFile
                  S3Uri: s3://b/train/   # <- here
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each S3Uri of a manifest file that is a prefix."""
    for path, job in jobs(doc):
        for channel in job_channels(path, job):
            source = s3_source(channel.data)
            uri, data_type = source.get("S3Uri"), source.get("S3DataType")
            is_manifest = data_type in ("ManifestFile", "AugmentedManifestFile")
            hint = manifest_hint(uri, data_type) if is_manifest and isinstance(uri, str) else None
            if hint:
                location = (*channel.path, "DataSource", "S3DataSource")
                message = f"{data_type} requires the URI of an object, not a prefix"
                yield (*location, "S3Uri"), message, hint, (((*location, "S3DataType"), "data type"),)
