"""Model artifacts should be one `.tar.gz` archive.

The API's reference says that `ModelDataUrl` names a single archive, packed with tar and gzip, with this suffix, and so
for `SamplePayloadUrl`. The create call does not look. One published walkthrough for AWS Marketplace uses a plain
`model.tar`. The sources disagree, so this is a warning.

Pack the files with `tar -czf model.tar.gz` and name that object.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import texts

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "service model: ModelDataUrl, a single gzip compressed tar archive with the suffix .tar.gz (documented)",
    "aws-samples/sample-sagemaker-marketplace-onboarding-skill: model.tar (seen)",
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
      - ModelDataUrl: s3://acme-sagemaker/churn/model.tar   # <- here
      - ModelDataUrl: s3://acme-sagemaker/churn/   # <- here
  SourceAlgorithmSpecification:
    SourceAlgorithms:
      - ModelDataUrl: s3://acme-sagemaker/output/model.tgz   # <- here
""",
)


_MEMBERS = ("ModelDataUrl", "SamplePayloadUrl")


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each archive that is not called one."""
    for path, uri in texts(doc):
        if path[-1] in _MEMBERS and uri and not uri.lower().endswith(".tar.gz"):
            folder, _, name = uri.rpartition("/")
            stem = name.removesuffix(".tgz").removesuffix(".gz").removesuffix(".tar").removesuffix(".zip")
            message = f"{path[-1]} does not name a .tar.gz archive"
            yield path, message, f"pack the files with tar -czf and write {folder}/{stem or 'model'}.tar.gz"
