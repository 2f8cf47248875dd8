"""Every channel should have exactly one data source.

The API requires `DataSource` but none of its fields: S3, a file system or a dataset. With none of them the channel has
no data; with two, which one is used is not documented.

Use only `S3DataSource`.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import job_channels, jobs

SEVERITY = "warning"
KINDS = ("Algorithm",)
SOURCES = (
    "service model: DataSource, three optional fields (documented)",
    "that exactly one of them is required is inferred",
)
GOOD = (
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition:
          InputDataConfig:
            - {ChannelName: training, DataSource: {S3DataSource: {S3DataType: S3Prefix, S3Uri: s3://b/train/}}}
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
              DataSource: {}   # <- here
""",
)
_SOURCES = ("S3DataSource", "FileSystemDataSource", "DatasetSource")


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each data source that has no field or several."""
    for path, job in jobs(doc):
        for channel in job_channels(path, job):
            source, location = channel.data.get("DataSource"), (*channel.path, "DataSource")
            present = [name for name in _SOURCES if isinstance(source, dict) and name in source]
            if source == {}:
                hint = "add S3DataSource with S3DataType: S3Prefix and the S3Uri of the data"
                yield location, f"channel {channel.name} has no data source", hint
            elif len(present) > 1:
                message = f"channel {channel.name} has several data sources: {', '.join(present)}"
                yield location, message, "use only S3DataSource"
