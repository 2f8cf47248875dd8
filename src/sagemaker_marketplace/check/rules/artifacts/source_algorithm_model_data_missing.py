"""A package made from an algorithm should name the model that was trained.

`SourceAlgorithms` says by which algorithm the package was made; the model comes from `ModelDataUrl` beside the name.
The API has it as optional, and what a package without a model does is not documented. AWS's samples name one. So this
is a note.

Name the `.tar.gz` archive the training job wrote.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result

SEVERITY = "info"
KINDS = ("ModelPackage",)
SOURCES = (
    "service model: SourceAlgorithm, AlgorithmName is required alone (documented)",
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
    """Yield each source algorithm that has no model beside it."""
    for path, source in doc.at("spec.SourceAlgorithmSpecification.SourceAlgorithms.*"):
        if isinstance(source, dict) and "ModelDataUrl" not in source and "ModelDataSource" not in source:
            message = "no model beside the algorithm: what the package serves then is not documented"
            yield (*path, "ModelDataUrl"), message, "add ModelDataUrl with the .tar.gz archive the training job wrote"
