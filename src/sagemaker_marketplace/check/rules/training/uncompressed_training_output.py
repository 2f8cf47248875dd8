"""The training output should be compressed if a transform job uses it.

After the training, the validation creates a model from its output and runs the transform job on it. With
`CompressionType: NONE` the output is individual files instead of `model.tar.gz`. Whether the validation supports such
an output is not documented.

Remove `CompressionType`, or use `GZIP`, unless the model is too large to compress.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result, transform
from . import jobs

SEVERITY = "info"
KINDS = ("Algorithm",)
SOURCES = (
    "SageMaker developer guide, model-train-storage-uncompressed: NONE uploads the files unchanged (documented)",
    "that the transform job might not find its model is inferred",
)
GOOD = (
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition:
          OutputDataConfig: {S3OutputPath: s3://b/model/, CompressionType: GZIP}
        TransformJobDefinition: {TransformInput: {ContentType: text/csv}}
""",
)
BAD = (
    """
spec:
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition:
          OutputDataConfig:
            S3OutputPath: s3://b/model/
            CompressionType: NONE   # <- here
        TransformJobDefinition: {TransformInput: {ContentType: text/csv}}
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each uncompressed training output with a transform job in the same profile."""
    profiles = [job.path[:-1] for job in transform.jobs(doc)]
    for path, job in jobs(doc):
        config = job.get("OutputDataConfig")
        if isinstance(config, dict) and config.get("CompressionType") == "NONE" and path[:-1] in profiles:
            message = "uncompressed training output has no model.tar.gz for the transform job"
            hint = "use GZIP, unless the model is too large to compress"
            yield (*path, "OutputDataConfig", "CompressionType"), message, hint
