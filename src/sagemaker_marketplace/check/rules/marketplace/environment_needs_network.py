"""Environment variables should not require network access.

Containers of products run without a network. They can't reach S3 or a model hub, and can't use AWS credentials. The
validation can pass nevertheless, because it is not documented that its jobs are isolated, too. How an image uses a
variable can't be checked offline, so the rule reports only `s3://` locations, credentials, and Hugging Face model IDs,
unless `HF_HUB_OFFLINE` indicates that the image contains the model.

Put the data in the image or in the model archive, and use its path in the container.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "AWS Marketplace seller guide, ml-security: containers have no network and no AWS credentials (documented)",
    "SageMaker developer guide, mkt-algo-model-internet-free: network isolation (documented)",
    "aws/sagemaker-huggingface-inference-toolkit: HF_MODEL_ID is loaded from the Hub (documented)",
    "that other images use such variables is inferred",
)
GOOD = (
    """
spec:
  InferenceSpecification:
    Containers:
      - Environment: {MODEL: /opt/ml/model/base, HF_MODEL_ID: /opt/ml/model}
""",
    """
spec:
  InferenceSpecification:
    Containers:
      - Environment: {HF_MODEL_ID: acme/churn-base, HF_HUB_OFFLINE: 1}
""",
)
BAD = (
    """
spec:
  InferenceSpecification:
    Containers:
      - Environment:
          SAGEMAKER_SUBMIT_DIRECTORY: s3://acme-sagemaker/churn/source.tar.gz   # <- here
          AWS_SECRET_ACCESS_KEY: abc   # <- here
          HF_MODEL_ID: acme/churn-base   # <- here
""",
)


_PATHS = ("spec.InferenceSpecification", "spec.AdditionalInferenceSpecifications.*")
_MODEL, _OFFLINE = "HF_MODEL_ID", "HF_HUB_OFFLINE"
_CREDENTIALS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
_HUB_TOKENS = ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN")


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each variable that requires a network."""
    for pattern in _PATHS:
        for path, variables in doc.at(f"{pattern}.Containers.*.Environment"):
            for name, value in variables.items() if isinstance(variables, dict) else ():
                hint = _hint(name, value) if isinstance(value, str) else ""
                if hint and not (name == _MODEL and _OFFLINE in variables):
                    message = f"{name} requires a network, but containers of products have none"
                    yield (*path, name), message, hint


def _hint(name: str, value: str) -> str:
    if name in _CREDENTIALS or name in _HUB_TOKENS:
        return "remove it and include the data in the image or the model archive"
    if value.startswith("s3://") or (name == _MODEL and value and not value.startswith("/")):
        return "include it in the image or the model archive and use its path in the container"
    return ""
