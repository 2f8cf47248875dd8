"""Model artifacts should be set by either `ModelDataUrl` or `ModelDataSource`, not both.

Both fields set the location of the artifacts. Which one the service uses if both are set is not documented.

Keep `ModelDataUrl`, which is known to work in unversioned packages, and remove `ModelDataSource`.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import containers_and_algorithms

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "service model: both fields set the model artifacts (documented); that they are mutually exclusive is inferred",
)
GOOD = (
    """
spec:
  InferenceSpecification:
    Containers:
      - ModelDataUrl: s3://acme-sagemaker/churn/model.tar.gz
""",
)
BAD = (
    """
spec:
  InferenceSpecification:
    Containers:
      - ModelDataUrl: s3://acme-sagemaker/churn/model.tar.gz
        ModelDataSource:   # <- here
          S3DataSource:
            S3Uri: s3://acme-sagemaker/churn/model.tar.gz
            S3DataType: S3Object
            CompressionType: Gzip
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each ModelDataSource that is set together with a ModelDataUrl."""
    for path, parent in containers_and_algorithms(doc):
        if "ModelDataUrl" in parent and "ModelDataSource" in parent:
            message = "ModelDataUrl and ModelDataSource are both set"
            related = (((*path, "ModelDataUrl"), "ModelDataUrl"),)
            yield (*path, "ModelDataSource"), message, "remove ModelDataSource and keep ModelDataUrl", related
