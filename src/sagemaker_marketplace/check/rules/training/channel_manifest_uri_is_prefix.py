"""A channel's manifest file is an object: its URI does not end like a folder's.

With `S3DataType: ManifestFile` or `AugmentedManifestFile` the `S3Uri` names one object that lists the data. A URI that
ends with a slash, or that is a bucket's alone, is a prefix: there is hardly an object of that name, and the training
has no data. That no such object is there is inferred, so this is a warning.

Name the list itself, or write `S3DataType: S3Prefix`.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from ..transform import manifest_hint
from . import jobs, s3_source, used

SEVERITY = "warning"
KINDS = ("Algorithm",)
SOURCES = (
    "service model: S3DataSource.S3DataType, with both manifests the URI is an object's (documented)",
    "that a key ending with a slash is no manifest is inferred",
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
    """Yield each URI of a manifest that is a prefix."""
    for path, job in jobs(doc):
        for channel in used(path, job):
            source = s3_source(channel.channel)
            uri, data_type = source.get("S3Uri"), source.get("S3DataType")
            listed = data_type in ("ManifestFile", "AugmentedManifestFile")
            hint = manifest_hint(uri, data_type) if listed and isinstance(uri, str) else None
            if hint:
                location = (*channel.path, "DataSource", "S3DataSource")
                message = f"{data_type} takes the URI of one object, and this is a prefix"
                yield (*location, "S3Uri"), message, hint, (((*location, "S3DataType"), "what the URI names"),)
