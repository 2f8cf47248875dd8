"""A package created from an algorithm should include the trained model.

`SourceAlgorithms` identifies the algorithm; `ModelDataUrl` in the same entry identifies the model. The API does not
require it, and does not document how a package without a model behaves. AWS's samples include one.

Set `ModelDataUrl` to the `.tar.gz` archive of the training job.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result

SEVERITY = "info"
KINDS = ("ModelPackage",)
SOURCES = (
    "service model: SourceAlgorithm, only AlgorithmName is required (documented)",
    "aws/amazon-sagemaker-examples, sm-marketplace notebook, part 5: with ModelDataUrl (seen)",
    "that a model is needed is inferred",
)
GOOD = (
    """
spec:
  SourceAlgorithmSpecification:
    SourceAlgorithms:
      - AlgorithmName: demand-forest
        ModelDataUrl: s3://acme-sagemaker/output/model.tar.gz
""",
)
BAD = (
    """
spec:
  SourceAlgorithmSpecification:
    SourceAlgorithms:
      - AlgorithmName: demand-forest   # <- here
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each source algorithm without model data."""
    for path, source in doc.at("spec.SourceAlgorithmSpecification.SourceAlgorithms.*"):
        if isinstance(source, dict) and "ModelDataUrl" not in source and "ModelDataSource" not in source:
            message = "the source algorithm has no model data"
            yield (*path, "ModelDataUrl"), message, "set ModelDataUrl to the .tar.gz archive of the training job"
