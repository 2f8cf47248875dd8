"""A channel should have `AttributeNames` if, and only if, it reads an augmented manifest.

`AttributeNames` lists the keys of each line that are streamed, in order. Training on an augmented manifest without
them has produced empty batches. With any other data type the names have no effect. Whether the service refuses either
is not documented.

Add the keys that the image reads, such as `source-ref`. For other data types, remove the field.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import job_channels, jobs, s3_source

SEVERITY = "warning"
KINDS = ("Algorithm",)
SOURCES = (
    "service model: S3DataSource.AttributeNames are keys of an augmented manifest (documented)",
    "aws/amazon-sagemaker-examples#1283: empty batches without them (seen); the rest is inferred",
)
GOOD = (
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition:
          InputDataConfig:
            - ChannelName: training
              DataSource: {S3DataSource: {S3DataType: AugmentedManifestFile, AttributeNames: [source-ref, label]}}
            - ChannelName: validation
              DataSource: {S3DataSource: {S3DataType: S3Prefix}}
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
                S3DataSource:   # <- here
                  S3DataType: AugmentedManifestFile
            - ChannelName: validation
              DataSource:
                S3DataSource:
                  S3DataType: S3Prefix
                  AttributeNames: [label]   # <- here
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield AttributeNames where an augmented manifest lacks them, or where another data type has them."""
    for path, job in jobs(doc):
        for channel in job_channels(path, job):
            source, location = s3_source(channel.data), (*channel.path, "DataSource", "S3DataSource")
            data_type, names = source.get("S3DataType"), source.get("AttributeNames", [])
            related = (((*location, "S3DataType"), "data type"),)
            if data_type == "AugmentedManifestFile" and names == []:
                message = f"AttributeNames is missing for the augmented manifest of channel {channel.name}"
                hint = "add AttributeNames with the keys that the image reads, such as source-ref"
                yield (*location, "AttributeNames"), message, hint, related
            elif data_type in ("S3Prefix", "ManifestFile") and names != []:
                message = f"AttributeNames requires an augmented manifest, but channel {channel.name} uses {data_type}"
                yield (*location, "AttributeNames"), message, "remove AttributeNames", related
