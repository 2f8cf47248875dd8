"""The metering header should be valid, and only in successful responses.

With pricing per inference, a container can report in the header `X-Amzn-Inference-Metering` how many units a request to
an endpoint consumed. Its value is a JSON object with `Dimension` and `ConsumedUnits`. Without the header, each response
with a 2xx status is billed as one inference. What SageMaker does with an invalid value is not documented.

Return a header such as `{"Dimension": "inference.count", "ConsumedUnits": 3}` with 2xx responses.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...manifest.document import Document
from ..realtime import metering
from ..realtime_observations import RealTimeObservations
from . import Result

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
OBSERVES = ("real-time",)
SOURCES = (
    "AWS Marketplace seller guide, machine-learning-pricing: the header and 2xx responses (documented)",
    "what is done with other values is not documented",
)
_EXAMPLE = '{"Dimension": "inference.count", "ConsumedUnits": 3}'


def check(_doc: Document, observations: RealTimeObservations) -> Iterator[Result]:
    """Yield the first header that is invalid, or in a response that is not successful."""
    path = observations.job.image_path
    for response in observations.responses:
        metered = metering.metering(response.headers)
        if metered and response.failed:
            message = f"a response with status {response.status} has {metering.NAME}; only 2xx responses are billed"
            yield path, message, "remove the header from responses that report an error"
            return
        if metered and metered.problem:
            yield path, f"{metering.NAME} {metered.problem}", f"make the container return a value such as {_EXAMPLE}"
            return
