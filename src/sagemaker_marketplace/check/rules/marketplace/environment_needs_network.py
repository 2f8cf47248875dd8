"""A variable that sends the container to the network: on AWS Marketplace it has none.

Containers of products run without any network, so they reach neither S3 nor a model hub, and AWS credentials are of no
use to them. The validation may pass all the same: nothing says that its jobs run isolated, too. What an image makes of
a variable no file shows, so this is a warning, and only of an `s3://` place, credentials, and a model of the Hugging
Face Hub by its ID, unless `HF_HUB_OFFLINE` says that the image holds it.

Pack what is needed into the image or into the model's archive, and name the path inside the container.
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
    "that another image uses such a variable is inferred",
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


_PLACES = ("spec.InferenceSpecification", "spec.AdditionalInferenceSpecifications.*")
_MODEL, _OFFLINE = "HF_MODEL_ID", "HF_HUB_OFFLINE"
_CREDENTIALS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
_OF_THE_HUB = ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN")


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each variable that is of use with a network only."""
    for location in _PLACES:
        for path, variables in doc.at(f"{location}.Containers.*.Environment"):
            for name, value in variables.items() if isinstance(variables, dict) else ():
                hint = _hint(name, value) if isinstance(value, str) else ""
                if hint and not (name == _MODEL and _OFFLINE in variables):
                    message = f"{name} is of no use without a network, and a product's container has none"
                    yield (*path, name), message, hint


def _hint(name: str, value: str) -> str:
    if name in _CREDENTIALS or name in _OF_THE_HUB:
        return "remove it: what it gives access to belongs into the image or the model's archive"
    if value.startswith("s3://") or (name == _MODEL and value and not value.startswith("/")):
        return "pack it into the image or the model's archive, and write the path in the container"
    return ""
