"""A rehearsal should have a model if the container in AWS has one.

In AWS, the container has the content of `ModelDataUrl` in /opt/ml/model, and nothing else is mounted there without the
field. A rehearsal with a local model, for a package without `ModelDataUrl`, passes although the container in AWS lacks
the model. A rehearsal with `model: none`, for a package with `ModelDataUrl`, does not test the model.

Set `model` to the archive that `ModelDataUrl` names, or to the folder that it is packed from. If the image contains the
model, remove both fields.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from ....manifest.rehearsal import MODEL, NO_MODEL
from .. import Result
from . import CONTAINER, block

SEVERITY = "warning"
KINDS = ("ModelPackage",)
SOURCES = (
    "SageMaker developer guide, your-algorithms-inference-code: the archive's content in /opt/ml/model (documented)",
    "that the container needs a model that the rehearsal has is inferred",
)
GOOD = (
    """
rehearsal: {model: model/}
spec:
  InferenceSpecification:
    Containers:
      - ModelDataUrl: s3://acme-sagemaker/churn/model.tar.gz
""",
    """
rehearsal: {model: none}
spec:
  InferenceSpecification:
    Containers:
      - Image: churn
""",
)
BAD = (
    """
rehearsal:
  model: model/   # <- here
spec:
  InferenceSpecification:
    Containers:
      - Image: churn
""",
    """
rehearsal:
  model: none   # <- here
spec:
  InferenceSpecification:
    Containers:
      - ModelDataUrl: s3://acme-sagemaker/churn/model.tar.gz
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield the model if the container has none, and the lack of a model if it has one."""
    model = block(doc).get(MODEL[-1])
    for path, container in doc.at(CONTAINER) if isinstance(model, str) else ():
        # ModelDataSource is reported by model-data-source-not-supported.
        if not isinstance(container, dict) or "ModelDataSource" in container:
            continue
        if model != NO_MODEL and "ModelDataUrl" not in container:
            message = "the rehearsal has a model, but the container has no ModelDataUrl"
            yield MODEL, message, "set ModelDataUrl, or remove model"
        elif model == NO_MODEL and "ModelDataUrl" in container:
            message = "the rehearsal has no model, but the container has ModelDataUrl"
            hint = "use the path of the model's archive or folder"
            yield MODEL, message, hint, (((*path, "ModelDataUrl"), "ModelDataUrl"),)
