"""A channel has one source of data.

The API requires `DataSource`, and none of its members: S3, a file system, a dataset. An empty one leaves the channel
without data, and of two nobody says which counts. How the service answers is not documented, so this is a warning.

Give an `S3DataSource` alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import jobs, used

SEVERITY = "warning"
KINDS = ("Algorithm",)
SOURCES = (
    "service model: DataSource, three optional members (documented)",
    "that one of them is needed, and one only, is inferred",
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
    """Yield each data source with nothing in it, or with several."""
    for path, job in jobs(doc):
        for channel in used(path, job):
            source, location = channel.channel.get("DataSource"), (*channel.path, "DataSource")
            given = [name for name in _SOURCES if isinstance(source, dict) and name in source]
            if source == {}:
                hint = "add S3DataSource with S3DataType: S3Prefix and the S3Uri of the data"
                yield location, f"the channel {channel.name} has no data", hint
            elif len(given) > 1:
                hint = "give an S3DataSource alone"
                yield location, f"the channel {channel.name} has several sources: {', '.join(given)}", hint
