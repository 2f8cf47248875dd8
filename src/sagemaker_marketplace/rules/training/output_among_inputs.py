"""The trained model is written away from the training data.

An `S3Prefix` stands for every object whose key begins with it. If the output path begins with it too, the next
validation finds the model of this one among its training data. A prefix without a slash at its end reaches further than
it looks: `s3://bucket/train` takes in `s3://bucket/train-output/`. Nothing refuses this, so it is a warning.

Take an output path of its own, and end prefixes with a slash.
"""

from __future__ import annotations

from . import jobs, s3_source, used

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...core.document import Document
    from ...core.facts import Facts
    from .. import Result

SEVERITY = "warning"
KINDS = ("Algorithm",)
SOURCES = (
    "service model: S3DataSource, S3Prefix means all objects whose keys begin with it (documented)",
    "service model: OutputDataConfig.S3OutputPath (documented); the conclusion is inferred",
)
GOOD = (
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition:
          InputDataConfig:
            - {ChannelName: a, DataSource: {S3DataSource: {S3DataType: S3Prefix, S3Uri: s3://bucket/train/}}}
            - {ChannelName: b, DataSource: {S3DataSource: {S3DataType: S3Prefix, S3Uri: s3://buck}}}
          OutputDataConfig: {S3OutputPath: s3://bucket/train-output/}
""",
)
BAD = (
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition:
          InputDataConfig:
            - {ChannelName: a, DataSource: {S3DataSource: {S3DataType: S3Prefix, S3Uri: s3://bucket/train}}}
          OutputDataConfig:
            S3OutputPath: s3://bucket/train-output   # <- here
""",
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition:
          InputDataConfig:
            - {ChannelName: a, DataSource: {S3DataSource: {S3DataType: S3Prefix, S3Uri: s3://bucket/train/}}}
          OutputDataConfig:
            S3OutputPath: s3://bucket/train   # <- here
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each output path that a channel's prefix takes in."""
    for path, job in jobs(doc):
        config = job.get("OutputDataConfig")
        output = config.get("S3OutputPath") if isinstance(config, dict) else None
        if isinstance(output, str):
            inside = [channel for channel in used(path, job) if _takes_in(s3_source(channel.channel), output)]
            names = ", ".join(channel.name for channel in inside)
            related = tuple(((*one.path, "DataSource", "S3DataSource", "S3Uri"), "takes it in") for one in inside)
            if inside:
                message = f"the prefix of the channel takes in the output path: {names}"
                hint = "write to a path of its own, and end the channel's prefix with a slash"
                yield (*path, "OutputDataConfig", "S3OutputPath"), message, hint, related


def _takes_in(source: dict[str, object], output: str) -> bool:
    prefix = source.get("S3Uri")
    if source.get("S3DataType") != "S3Prefix" or not isinstance(prefix, str):
        return False
    bucket, _, key = prefix.removeprefix("s3://").partition("/")
    target, _, written = output.removeprefix("s3://").partition("/")
    # The job's name and the model follow the output path after a slash.
    return bucket == target and f"{written.rstrip('/')}/".lstrip("/").startswith(key)
