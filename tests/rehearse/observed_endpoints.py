"""Observations of endpoints, made by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.rehearse.observed import ANY, ENTRIES, LIMITS, LOCAL, document, image, ping

from sagemaker_marketplace.rehearse.observations import End
from sagemaker_marketplace.rehearse.realtime_job import RealTimeJob, Sample
from sagemaker_marketplace.rehearse.realtime_observations import RealTimeObservations, Response, WebSocketStep
from sagemaker_marketplace.rehearse.verdict import verdict as verdicts

MANIFEST = LOCAL.replace("[text/csv]", "[text/csv, application/json]") + (
    "  samples:\n    text/csv: [one.csv]\n    application/json: [one.json]\n"
)
LABEL = "com.amazonaws.sagemaker.capabilities.bidirectional-streaming"
CSV = Sample("one.csv", ("rehearsal", "samples", "text/csv", 0), "text/csv", "text/csv", b"1,2\n")
JSON = Sample("one.json", ("rehearsal", "samples", "application/json", 0), "application/json", "", b"[[1, 2]]")
JOB = RealTimeJob(
    path=("spec", "InferenceSpecification", "Containers", 0),
    container_path=("spec", "InferenceSpecification", "Containers", 0),
    image="churn:dev",
    environment={},
    content_types=("text/csv", "application/json"),
    response_types=("text/csv", "application/json"),
    samples=(CSV, JSON),
    instance_type="ml.m5.large",
    is_bidirectional=False,
)


def response(status: int | None = 200, sample: Sample = CSV, phase: str = "first", **fields: Any) -> Response:
    """A response with one prediction; without one if it failed."""
    given: dict[str, Any] = (
        {"content_type": sample.content_type, "head": b"0.5\n", "response_bytes": 4} if status == 200 else {}
    )
    given |= {"connect_seconds": 0.001, "first_byte_seconds": 0.1, "seconds": 0.1, **fields}
    return Response(sample, phase, status=status, **given)


def lost(error: str, sample: Sample = CSV, phase: str = "first", seconds: float = 0.1, **fields: Any) -> Response:
    """A request without a response."""
    return response(None, sample, phase, seconds=seconds, error=error, first_byte_seconds=None, **fields)


GOOD = [response(), response(sample=JSON), response(phase="repeated"), response(phase="parallel")]


def endpoint(*responses: Response, **fields: Any) -> RealTimeObservations:
    """An endpoint that was ready and answered everything; `job` are fields of the job, `labels` those of the image."""
    given = {
        "start_seconds": 0.2,
        "first_ping_seconds": 1.1,
        "pings": [ping(None, error="refused"), ping()],
        "pings_outcome": "ready",
        "listening": [(ANY, 8080)],
        "model_entries": ENTRIES,
        "responses": list(responses or GOOD),
        "end": End(0, "stop", 0.1),
    }
    job = replace(JOB, **fields.pop("job", {}))
    local = replace(image(*fields.pop("entry_point", ())), labels=fields.pop("labels", {}))
    return RealTimeObservations(job, local, LIMITS, **{**given, **fields})


def streaming(*steps: WebSocketStep, **fields: Any) -> RealTimeObservations:
    """An endpoint with bidirectional streaming, whose image has the label."""
    return endpoint(
        **{"websocket": list(steps), "job": {"is_bidirectional": True}, "labels": {LABEL: "true"}, **fields}
    )


def found(observations: RealTimeObservations, text: str = MANIFEST, *reported: Any) -> list[str]:
    """The findings of an endpoint, one line each; `reported` are those of its transform job."""
    parsed = document(text)
    parsed.reported += reported
    return [
        f"{finding.location.line} {finding.severity} {finding.rule}: {finding.message} | {finding.hint}"
        for finding in verdicts.findings(parsed, observations)
    ]
