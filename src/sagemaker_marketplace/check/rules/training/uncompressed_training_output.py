"""The trained model goes into the transform as an archive.

After the training the validation makes a model of its output and runs the transform job on it. With
`CompressionType: NONE` the output is single files instead of `model.tar.gz`. Whether the validation takes such an
output is not documented, so this is advice.

Leave it out, or write `GZIP`, unless the model is too large to be packed.
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
    "SageMaker developer guide, model-train-storage-uncompressed: NONE uploads the files as they are (documented)",
    "that the transform may not find its model is inferred",
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
    """Yield each uncompressed output of a training with a transform job after it."""
    followed = [one.path[:-1] for one in transform.jobs(doc)]
    for path, job in jobs(doc):
        config = job.get("OutputDataConfig")
        if isinstance(config, dict) and config.get("CompressionType") == "NONE" and path[:-1] in followed:
            message = "the training leaves no model.tar.gz for the transform job after it"
            hint = "write GZIP, unless the model is too large to be packed"
            yield (*path, "OutputDataConfig", "CompressionType"), message, hint
