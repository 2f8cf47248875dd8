"""BatchStrategy in GET /execution-parameters should be MULTI_RECORD or SINGLE_RECORD.

These are the words in the developer guide for a container's answer; the API of transform jobs writes `MultiRecord` and
`SingleRecord`. Whether SageMaker accepts these in an answer, too, is not documented. The rehearsal accepts them.

Return `MULTI_RECORD` or `SINGLE_RECORD`.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...manifest.document import Document
from ..contract import contract
from ..observations import Observations
from . import Result

SEVERITY = "info"
KINDS = ("ModelPackage", "Algorithm")
OBSERVES = ("transform",)
SOURCES = (
    "SageMaker developer guide, your-algorithms-batch-code: the words (documented)",
    "inference-server 1.3.3, which answers MultiRecord (seen)",
)


def check(_doc: Document, observations: Observations) -> Iterator[Result]:
    """Yield an answer with a strategy as the API writes it, unless the job sets the strategy."""
    if contract.answered_parameters(observations.parameters).is_api_strategy and not observations.job.batch_strategy:
        message = "GET /execution-parameters returned a BatchStrategy as the API writes it, such as MultiRecord"
        hint = "make it return MULTI_RECORD or SINGLE_RECORD"
        yield observations.job.image_path, message, hint
