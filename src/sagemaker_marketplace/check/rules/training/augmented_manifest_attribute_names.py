"""An augmented manifest goes with the names of its attributes.

`AttributeNames` lists which keys of each line are streamed, in their order. A training on an augmented manifest without
them has got nothing but empty batches. On any other data type the names have nothing to name. Neither is documented to
be refused, so this is a warning.

Add the keys the image reads, such as `source-ref`; without an augmented manifest remove the member.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import jobs, s3_source, used

SEVERITY = "warning"
KINDS = ("Algorithm",)
SOURCES = (
    "service model: S3DataSource.AttributeNames are found in an augmented manifest (documented)",
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
    """Yield the names that are missing for an augmented manifest, and those that are given for something else."""
    for path, job in jobs(doc):
        for channel in used(path, job):
            source, location = s3_source(channel.channel), (*channel.path, "DataSource", "S3DataSource")
            data_type, names = source.get("S3DataType"), source.get("AttributeNames", [])
            related = (((*location, "S3DataType"), "what the data is"),)
            if data_type == "AugmentedManifestFile" and names == []:
                message = f"the augmented manifest of {channel.name} has no AttributeNames to stream"
                hint = "add AttributeNames with the keys the image reads, such as source-ref"
                yield (*location, "AttributeNames"), message, hint, related
            elif data_type in ("S3Prefix", "ManifestFile") and names != []:
                message = f"AttributeNames belongs to augmented manifests, {channel.name} is read as {data_type}"
                yield (*location, "AttributeNames"), message, "remove it", related
