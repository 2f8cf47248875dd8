"""GET /ping should return 200 itself, without a redirect.

SageMaker's documentation asks for 200. Its batch transform uses a client that follows redirects, as seen in the logs of
containers, so the job probably runs; whether an endpoint of a buyer starts is not known. The rehearsal follows the
redirect, too. The usual cause is a web framework that adds a slash to the path, or that requires HTTPS.

Add the route `/ping` without a slash at its end, and switch redirects to HTTPS off.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...manifest.document import Document
from ..observations import Observations
from . import Result

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
OBSERVES = ("transform",)
SOURCES = (
    "SageMaker developer guide, your-algorithms-batch-code: 200 is healthy (documented)",
    "aws/sagemaker-tensorflow-serving-container#130: the client is Go's (seen); that it follows is inferred",
)
_SHOWN = 100


def check(_doc: Document, observations: Observations) -> Iterator[Result]:
    """Yield the redirect of a ping, if a later ping succeeded."""
    redirect = next((ping for ping in observations.pings if ping.location), None)
    if redirect and observations.is_ready:
        message = f"GET /ping returned {redirect.status}, a redirect to {redirect.location[:_SHOWN]}, instead of 200"
        yield observations.job.image_path, message, "make GET /ping return 200 itself"
