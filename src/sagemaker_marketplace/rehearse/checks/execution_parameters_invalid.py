"""An answer to GET /execution-parameters should be valid.

SageMaker asks the container for MaxConcurrentTransforms, BatchStrategy and MaxPayloadInMB before the first request, and
uses them where the job does not set them. What it does with an answer that is not valid is not documented: the
rehearsal uses the defaults. A container without this route answers 404, which is fine, as is any other error status.

Return a JSON object such as `{"MaxConcurrentTransforms": 4, "BatchStrategy": "MULTI_RECORD", "MaxPayloadInMB": 6}`.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...manifest.document import Document
from ..contract import contract
from ..observations import Observations
from . import Result

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
OBSERVES = ("transform",)
SOURCES = (
    "SageMaker developer guide, your-algorithms-batch-code: the route and the object (documented)",
    "aws/sagemaker-xgboost-container: an error status where it has no answer (seen)",
    "that other answers are a problem is inferred",
)
_ERROR = 400


def check(_doc: Document, observations: Observations) -> Iterator[Result]:
    """Yield what is wrong with the answer."""
    answer = observations.parameters
    if answer is None or (answer.status or 0) >= _ERROR:
        return
    problems = contract.answered_parameters(answer).problems
    if problems:
        message = f"GET /execution-parameters: {problems[0]}"
        hint = "make it return a JSON object with MaxConcurrentTransforms, BatchStrategy and MaxPayloadInMB, or 404"
        yield observations.job.image_path, message, hint
