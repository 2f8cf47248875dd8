"""A broken container as a rehearsal observes it, and the cause that must be named first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.rehearse.observed import failed, ping, ready

from sagemaker_marketplace.rehearse.observations import End, Observations

IMAGE = ("spec.InferenceSpecification.Containers[0].Image", "rehearsal.image")
MODEL = ("spec.InferenceSpecification.Containers[0].ModelDataUrl", "rehearsal.model")
JOB = "spec.ValidationSpecification.ValidationProfiles[0].TransformJobDefinition"
INPUT = (f"{JOB}.TransformInput.DataSource.S3DataSource.S3Uri", "rehearsal.input")
PAYLOAD = (f"{JOB}.MaxPayloadInMB",) * 2
INSTANCE_TYPE = (f"{JOB}.TransformResources.InstanceType",) * 2
NOT_ON_PATH = (
    'OCI runtime create failed: container_linux.go:380: starting container process caused: exec: "serve": executable '
    "file not found in $PATH: unknown"
)
NO_FILE = "exec /usr/local/bin/serve: no such file or directory"
FORMAT_ERROR = "exec /usr/local/bin/serve: exec format error"
ENDED = End(1, "start", 0.3)
ABORTED = End(137, "abort", 1.0, was_killed=True)
REFUSED_PINGS = [ping(None, error="refused")]


@dataclass
class Variant:
    """What was observed, and the cause that must be first: its text, its paths without and with `rehearsal`."""

    number: str
    cause: str
    where: tuple[str, str]
    fields: dict[str, Any]
    is_ready: bool = False
    evidence: str = ""

    def observations(self, text: str) -> Observations:
        return (ready if self.is_ready else failed)(text, **self.fields)


def start(number: str, cause: str, where: tuple[str, str] = IMAGE, evidence: str = "", **fields: Any) -> Variant:
    """A variant that is never ready."""
    return Variant(number, cause, where, {"pings": REFUSED_PINGS, "end": ABORTED, **fields}, False, evidence)


def requests(number: str, cause: str, where: tuple[str, str] = IMAGE, evidence: str = "", **fields: Any) -> Variant:
    """A variant that is ready, and fails a request."""
    return Variant(number, cause, where, {"end": ABORTED, **fields}, True, evidence)
