"""The expression of a metric should match the log of the training job.

SageMaker finds the values of a metric in what the program writes to standard output and standard error, line by line.
An expression that matches no line gives buyers an empty metric, and a tuning job without its objective. The job itself
completes. Progress bars hide values: they write a carriage return instead of a newline, so that all of their output is
one line. So do log files, and output that is buffered until the program is killed.

Print the value in a separate line, or correct the expression.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...manifest.document import Document
from ..training_observations import MetricUse, TrainingObservations
from . import Result

SEVERITY = "warning"
KINDS = ("Algorithm",)
OBSERVES = ("training",)
SOURCES = (
    "service model, MetricDefinition: the expression is searched in the output of the job (documented)",
    "aws/amazon-sagemaker-examples#1920: metrics without values (seen)",
    "that lines are searched one by one, and that carriage returns hide values, is inferred",
)
_SHOWN = 60


def check(_doc: Document, observations: TrainingObservations) -> Iterator[Result]:
    """Yield each metric without a match, if the program ended without an error."""
    for use in observations.metrics if observations.has_succeeded else ():
        if use.is_counted and not use.matches:
            name = use.definition.name[:_SHOWN]
            yield (*use.definition.path, "Regex"), f"no line of the log matches the metric {name}", _hint(use)


def _hint(use: MetricUse) -> str:
    if use.progress_matches:
        return "print the value in a line that ends with a newline: a carriage return separates it from what matches"
    return "print the value to standard output in this form, or correct the expression"
