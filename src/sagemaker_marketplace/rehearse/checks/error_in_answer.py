"""A container should not report an error in an answer with status 200.

Any 2xx status is a success, whatever the answer says: a transform job ends as Completed, and its output contains the
error message where predictions should be; a buyer pays for the request to an endpoint. AWS's own sample answers so.

Return 400 for input that the model can't process, and 500 for an error of the program.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...manifest.document import Document
from ..observations import Observations
from ..realtime_observations import RealTimeObservations
from . import Result, _answers

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
OBSERVES = ("transform", "real-time")
SOURCES = (
    "aws/amazon-sagemaker-examples: a sample that answers 200 with an error message (seen)",
    "awslabs/gluonts, batch_suppress_errors: error messages among the predictions (seen)",
    "that such an answer is an error is inferred from its first words",
)
_SHOWN = 60


def check(_doc: Document, observations: Observations | RealTimeObservations) -> Iterator[Result]:
    """Yield the first answer that begins as error messages do."""
    exchange = next(filter(_answers.is_error, _answers.succeeded(_answers.of(observations))), None)
    if exchange:
        words = " ".join(exchange.head.decode("utf-8", "replace").split())[:_SHOWN]
        message = f'an answer with status {exchange.status} looks like an error: "{words}"'
        hint = "make the container return 400 for invalid input, and 500 for its own errors"
        yield observations.job.image_path, message, hint
