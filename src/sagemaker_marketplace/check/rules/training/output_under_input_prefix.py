"""The output paths of a validation should not be under its input prefixes.

With `S3Prefix`, a job reads every object whose key begins with the prefix. If an output path begins with it, the next
validation reads the model or the predictions of this one as training data, or the model as test data. Without a slash
at its end, the prefix `s3://bucket/train` also includes `s3://bucket/train-output/`.

Use separate output paths, and end prefixes with a slash.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ....facts.facts import Facts
from ....manifest.document import Document
from ....manifest.paths import Path
from .. import Result, transform
from . import job_channels, jobs, s3_source

SEVERITY = "warning"
KINDS = ("Algorithm",)
SOURCES = (
    "service model: S3DataSource, S3Prefix includes all objects whose keys begin with it (documented)",
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
    """Yield each output path under the prefix of a channel, or of the transform job in the same profile."""
    transform_jobs = {job.path[:-1]: job for job in transform.jobs(doc)}
    for path, job in jobs(doc):
        channels = [
            ((*channel.path, *_SOURCE), s3_source(channel.data), f"channel {channel.name}")
            for channel in job_channels(path, job)
        ]
        config, transform_job = job.get("OutputDataConfig"), transform_jobs.get(path[:-1])
        model = config.get("S3OutputPath") if isinstance(config, dict) else None
        inputs = list(channels)
        if transform_job:
            location = (*transform_job.path, "TransformInput", *_SOURCE)
            inputs.append((location, transform_job.source, "the transform job"))
        yield from _outputs_under((*path, "OutputDataConfig", "S3OutputPath"), model, inputs)
        if transform_job:
            # The transform job's own input is checked by transform-output-under-input-prefix.
            output = transform_job.field("TransformOutput", "S3OutputPath")
            yield from _outputs_under((*transform_job.path, "TransformOutput", "S3OutputPath"), output, channels)


def _outputs_under(path: Path, output: Any, inputs: list[tuple[Path, dict[str, Any], str]]) -> Iterator[Result]:
    around = [entry for entry in inputs if isinstance(output, str) and _is_under(output, entry[1])]
    if around:
        message = f"the output path is under the input prefix of {', '.join(name for _, _, name in around)}"
        hint = "use a separate output path, and end the prefix with a slash"
        yield path, message, hint, tuple(((*location, "S3Uri"), "input prefix") for location, _, _ in around)


def _is_under(output: str, source: dict[str, Any]) -> bool:
    prefix = source.get("S3Uri")
    if source.get("S3DataType") != "S3Prefix" or not isinstance(prefix, str):
        return False
    bucket, _, key = prefix.removeprefix("s3://").partition("/")
    target, _, written = output.removeprefix("s3://").partition("/")
    # SageMaker appends a slash, the job's name and the model to the output path.
    return bucket == target and f"{written.rstrip('/')}/".lstrip("/").startswith(key)
