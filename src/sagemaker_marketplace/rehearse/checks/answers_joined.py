"""The answers to several requests should not run together in the output.

The output of a transform job has the answers to its requests one behind the other, and nothing between them unless
`AssembleWith` is `Line`. The last record of an answer without a newline at its end, and the first of the next answer,
become one line.

Set `AssembleWith: Line`, or end each answer with a newline.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from ...manifest.document import Document
from ..contract import record_counts
from ..observations import Exchange, Observations
from . import Result

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
OBSERVES = ("transform",)
SOURCES = (
    "SageMaker developer guide, batch-transform: AssembleWith (documented)",
    "aws/sagemaker-xgboost-container ends its answers with a newline for this reason (seen)",
    "that nothing is between the answers is inferred",
)


def check(_doc: Document, observations: Observations) -> Iterator[Result]:
    """Yield that two answers to requests of one object run together."""
    if observations.job.assemble_with == "Line":
        return
    for first, second in pairwise(observations.exchanges):
        if first.object == second.object and _has_open_end(first) and second.answer_bytes:
            message = "answers have no newline at their end, and run together in the output without AssembleWith"
            path = (*observations.job.path, "TransformOutput", "AssembleWith")
            yield path, message, "set AssembleWith to Line"
            return


def _has_open_end(exchange: Exchange) -> bool:
    """Whether an answer is known to its end, has lines, and its last line has no newline."""
    is_whole = 0 < exchange.answer_bytes == len(exchange.head) and not exchange.failed
    is_lines = record_counts.is_lines(exchange.content_type)
    return is_whole and is_lines and not exchange.head.endswith(b"\n")
