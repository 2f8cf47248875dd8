"""Model artifacts should be named once: by `ModelDataUrl` or by `ModelDataSource`.

Both members say where the artifacts are, and nothing says which of them counts. That they exclude each other is
inferred, so this is a warning.

Keep `ModelDataUrl`, and remove `ModelDataSource`: unversioned packages are known to work with the former.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import holders

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "service model: both members name the model artifacts (documented); that they exclude each other is inferred",
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
    """Yield each ModelDataSource beside a ModelDataUrl."""
    for path, holder in holders(doc):
        if "ModelDataUrl" in holder and "ModelDataSource" in holder:
            message = "ModelDataUrl and ModelDataSource both name the model artifacts"
            related = (((*path, "ModelDataUrl"), "the other one"),)
            yield (*path, "ModelDataSource"), message, "keep ModelDataUrl alone", related
