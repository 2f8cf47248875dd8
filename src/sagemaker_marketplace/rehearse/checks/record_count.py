"""A container should return as many records as it gets.

Users match the lines of an output with those of the input. Too few lines are usually a header that the container
expects and takes from the data, lines that it skips because it can't process them, or one prediction for a
whole batch. If each answer begins with a header, the output has one for each request, wherever SageMaker splits the
input. AWS does not compare the numbers: the job ends as Completed.

Return one prediction for each record. If the product aggregates records, ignore this check.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...manifest.document import Document
from ..observations import Observations
from . import Result, _answers

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
OBSERVES = ("transform",)
SOURCES = (
    "aws/sagemaker-python-sdk#672, aws/amazon-sagemaker-examples#3783: a single prediction per file (seen)",
    "MLflow's scoring server, which takes the first line of each request for a header (seen)",
    "that a product returns one prediction for each record is inferred",
)


def check(_doc: Document, observations: Observations) -> Iterator[Result]:
    """Yield the numbers of records, if the answers of the job have fewer, or if each answer has some more."""
    path = (*observations.job.path, "TransformInput", "SplitType")
    lost = _answers.lost_records(observations.exchanges)
    added = _answers.added_records([*observations.exchanges, *observations.small_exchanges])
    if lost:
        message = f"the container got {lost[0]:,} records and returned {lost[1]:,}"
        hint = "make it return one prediction for each record; check whether it takes the first line for a header"
        yield path, message, hint
    elif added:
        records = "1 record" if added == 1 else f"{added:,} records"
        message = f"each answer has {records} more than its request, whatever the number of records, such as a header"
        yield path, message, "make it return only predictions: the answers to all requests are joined to one output"
