"""What a validation writes is kept away from what it reads.

An `S3Prefix` stands for every object whose key begins with it. If an output path begins with it too, the next
validation finds the model or the answers of this one among its training data, or the model among the transform's test
data. A prefix without a slash at its end reaches further than
it looks: `s3://bucket/train` takes in `s3://bucket/train-output/`. Nothing refuses this, so it is a warning.

Take output paths of their own, and end prefixes with a slash.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ....facts.facts import Facts
from ....manifest.document import Document
from ....manifest.paths import Path
from .. import Result, transform
from . import jobs, s3_source, used

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
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition:
          InputDataConfig:
            - {ChannelName: a, DataSource: {S3DataSource: {S3DataType: S3Prefix, S3Uri: s3://bucket/train/}}}
          OutputDataConfig:
            S3OutputPath: s3://bucket/test/model   # <- here
        TransformJobDefinition:
          TransformInput: {DataSource: {S3DataSource: {S3DataType: S3Prefix, S3Uri: s3://bucket/test/}}}
          TransformOutput:
            S3OutputPath: s3://bucket/train/answers   # <- here
""",
)
_SOURCE = ("DataSource", "S3DataSource")


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each output path that the prefix of a channel, or of the transform job after it, takes in."""
    transforms = {one.path[:-1]: one for one in transform.jobs(doc)}
    for path, job in jobs(doc):
        channels = [
            ((*one.path, *_SOURCE), s3_source(one.channel), f"the channel {one.name}") for one in used(path, job)
        ]
        config, then = job.get("OutputDataConfig"), transforms.get(path[:-1])
        model = config.get("S3OutputPath") if isinstance(config, dict) else None
        # Whether the transform reads its own output is a rule of its own: transform-output-under-input-prefix.
        tested = [((*then.path, "TransformInput", *_SOURCE), then.source, "the transform's input")] if then else []
        yield from _inside((*path, "OutputDataConfig", "S3OutputPath"), model, channels + tested)
        if then:
            answers = then.member("TransformOutput", "S3OutputPath")
            yield from _inside((*then.path, "TransformOutput", "S3OutputPath"), answers, channels)


def _inside(path: Path, output: Any, inputs: list[tuple[Path, dict[str, Any], str]]) -> Iterator[Result]:
    found = [one for one in inputs if isinstance(output, str) and _takes_in(one[1], output)]
    if found:
        message = f"the output path lies in the prefix of {', '.join(name for _, _, name in found)}"
        hint = "write to a path of its own, and end the prefix with a slash"
        yield path, message, hint, tuple(((*location, "S3Uri"), "takes it in") for location, _, _ in found)


def _takes_in(source: dict[str, Any], output: str) -> bool:
    prefix = source.get("S3Uri")
    if source.get("S3DataType") != "S3Prefix" or not isinstance(prefix, str):
        return False
    bucket, _, key = prefix.removeprefix("s3://").partition("/")
    target, _, written = output.removeprefix("s3://").partition("/")
    # The job's name and the model follow the output path after a slash.
    return bucket == target and f"{written.rstrip('/')}/".lstrip("/").startswith(key)
