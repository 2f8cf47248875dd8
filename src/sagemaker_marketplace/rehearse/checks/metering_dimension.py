"""The metering header should use the dimension inference.count.

`inference.count` is the only dimension in the documentation of the header `X-Amzn-Inference-Metering`. Whether AWS
Marketplace accepts another one, such as `tokens`, is not documented.

Use `inference.count`, with the number of units that the product bills for a request.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...manifest.document import Document
from ..realtime import metering
from ..realtime_observations import RealTimeObservations
from . import Result

SEVERITY = "info"
KINDS = ("ModelPackage", "Algorithm")
OBSERVES = ("real-time",)
SOURCES = ("AWS Marketplace seller guide, machine-learning-pricing: inference.count (documented)",)
_SHOWN = 60


def check(_doc: Document, observations: RealTimeObservations) -> Iterator[Result]:
    """Yield the first other dimension."""
    for response in observations.responses:
        metered = metering.metering(response.headers)
        if metered and not metered.problem and metered.dimension != metering.INFERENCES:
            message = f'{metering.NAME} has the dimension "{metered.dimension[:_SHOWN]}", which is not documented'
            yield observations.job.image_path, message, f"use {metering.INFERENCES}"
            return
