"""A container should not try to use the network.

Products of AWS Marketplace run without a network. A rehearsal's container has none either, and each attempt ends at
once. In AWS such calls were seen to hang until their own timeout, so that a container that ignores the error here can
miss the time limit of a ping or a request there, and a training job takes longer. The names of hosts are those that the
container looked up.

Remove the call, or switch it off with a setting: telemetry, update checks and downloads of models are frequent.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...manifest.document import Document
from ..observations import ContainerObservations
from . import Result

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
OBSERVES = ("training", "transform", "real-time")
SOURCES = (
    "SageMaker developer guide, mkt-algo-model-internet-free: no network (documented)",
    "facebookresearch/dynabench#407: calls hang until their own timeout (seen)",
    "that a container misses a time limit for this reason is inferred",
)
_SHOWN = 3


def check(_doc: Document, observations: ContainerObservations[Any]) -> Iterator[Result]:
    """Yield the attempts, with the names of the hosts if they are known."""
    names = list(dict.fromkeys(observations.host_names))
    if not names and not observations.network_attempts:
        return
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    target = f"to reach {', '.join(names[:_SHOWN])}{more}" if names else "to use the network"
    message = f"the container tried {target}; it has no network, and in AWS the attempt may hang"
    yield observations.job.image_path, message, "remove the call, or include what it fetches in the image"
