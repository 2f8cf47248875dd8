"""Model artifacts should be a single `.tar.gz` archive.

According to the API reference, `ModelDataUrl` and `SamplePayloadUrl` refer to a single gzip-compressed tar archive with
this suffix. According to the developer guide, SageMaker does not download model artifacts that are not a `.tar.gz`
archive, so the container starts without them. CreateModelPackage does not check the name, and one published walkthrough
for AWS Marketplace uses `model.tar`, so this is a warning.

Pack the files with `tar -czf model.tar.gz` and use the URI of that archive.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import strings

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "service model: ModelDataUrl, a single gzip compressed tar archive with the suffix .tar.gz (documented)",
    "SageMaker developer guide, your-algorithms-inference-code: no other archive is downloaded (documented)",
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


_FIELDS = ("ModelDataUrl", "SamplePayloadUrl")


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each URI that does not end with .tar.gz."""
    for path, uri in strings(doc):
        if path[-1] in _FIELDS and uri and not uri.lower().endswith(".tar.gz"):
            folder, _, name = uri.rpartition("/")
            stem = name.removesuffix(".tgz").removesuffix(".gz").removesuffix(".tar").removesuffix(".zip")
            message = f"{path[-1]} is not a .tar.gz archive"
            yield path, message, f"pack the files with tar -czf and use {folder}/{stem or 'model'}.tar.gz"
