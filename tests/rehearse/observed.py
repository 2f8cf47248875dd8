"""Observations of a rehearsal, made by hand."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Address
from typing import Any

from sagemaker_marketplace.aws.ecr import Config
from sagemaker_marketplace.manifest import reader
from sagemaker_marketplace.manifest.document import Document
from sagemaker_marketplace.rehearse.job import transform_jobs
from sagemaker_marketplace.rehearse.observations import (
    DROPPED,
    End,
    Exchange,
    Image,
    Limits,
    Observations,
    ParametersAnswer,
    Ping,
    Program,
)
from sagemaker_marketplace.rehearse.verdict import verdict as verdicts

SPEC = """\
kind: ModelPackage
region: us-east-2
spec:
  ModelPackageName: churn-1
  InferenceSpecification:
    Containers:
      - Image: 123456789012.dkr.ecr.us-east-2.amazonaws.com/churn:1.0.0
        ModelDataUrl: s3://example-sagemaker-us-east-2/churn/model.tar.gz
    SupportedContentTypes: [text/csv]
    SupportedResponseMIMETypes: [text/csv]
    SupportedTransformInstanceTypes: [ml.m5.large]
    SupportedRealtimeInferenceInstanceTypes: [ml.m5.large]
  ValidationSpecification:
    ValidationRole: arn:aws:iam::123456789012:role/service-role/MarketplaceValidation
    ValidationProfiles:
      - ProfileName: small
        TransformJobDefinition:
          MaxPayloadInMB: 6
          TransformInput:
            DataSource:
              S3DataSource:
                S3DataType: S3Prefix
                S3Uri: s3://example-sagemaker-us-east-2/churn/input/
            ContentType: text/csv
            SplitType: Line
          TransformOutput:
            S3OutputPath: s3://example-sagemaker-us-east-2/churn/output/
            Accept: text/csv
            AssembleWith: Line
          TransformResources:
            InstanceType: ml.m5.large
            InstanceCount: 1
"""
LOCAL = f"""\
{SPEC}rehearsal:
  image: churn:dev
  model: model/
  input: input/
"""
GIB = 1024**3
# Every address of the machine.
ANY = str(IPv4Address(0))
PATH = {"PATH": "/usr/local/bin:/usr/bin:/bin"}
SERVE = Program("/usr/local/bin/serve", 0o755, b"#!/usr/bin/env python3\n")
PYTHON = Program("/usr/bin/python3", 0o755, b"\x7fELF\x02\x01\x01\n", "x86-64")
LIMITS = Limits(2, 8 * GIB, 2, 8 * GIB)
ENTRIES = ("model.pkl", "code/inference.py")


def document(text: str = LOCAL) -> Document:
    """Parse a manifest, which must have no errors."""
    parsed = reader.parse("m.yaml", text.encode(), lambda *_: ("", b""), {})
    assert parsed.findings == []
    return parsed


def image(
    *entry_point: str, program: Program | None = SERVE, platform: str = "linux/amd64", user: str = "", **variables: str
) -> Image:
    """A local image."""
    config = Config(platform, entry_point, (), user, {**PATH, **variables})
    return Image("churn:dev", "sha256:1", config, 10**8, program=program)


def ping(status: int | None = 200, seconds: float = 0.1, **fields: Any) -> Ping:
    """A ping that was sent one second after the start."""
    return Ping(1.0, seconds, status, **fields)


def exchange(status: int | None = 200, number: int = 0, **fields: Any) -> Exchange:
    """A request with three records; the answer has as many if it succeeded."""
    given: dict[str, Any] = {
        "records": 3,
        "content_type": "text/csv",
        "answer_records": 3,
        "answer_bytes": 12,
        "head": b"0.1\n0.2\n0.3\n",
    }
    if status != 200:
        given = {"records": 3}
    given |= {"request_bytes": 300, "seconds": 0.1, **fields}
    return Exchange(object="rows.csv", number=number, status=status, **given)


def failed(text: str = LOCAL, **fields: Any) -> Observations:
    """A container that was started and not ready; `job` are fields of the job."""
    return _observations(text, {"start_seconds": 0.2, **fields})


def ready(text: str = LOCAL, **fields: Any) -> Observations:
    """A container that was ready, and answered everything if the fields don't say otherwise."""
    good = {
        "start_seconds": 0.2,
        "first_ping_seconds": 1.1,
        "pings": [ping(None, error="refused"), ping()],
        "pings_outcome": "ready",
        "listening": [(ANY, 8080)],
        "parameters": ParametersAnswer(404),
        "exchanges": [exchange()],
        "end": End(0, "stop", 0.1),
    }
    return _observations(text, {**good, **fields})


def _observations(text: str, fields: dict[str, Any]) -> Observations:
    job = replace(next(transform_jobs(document(text))), **fields.pop("job", {}))
    given = {"image": image(), "limits": LIMITS, "model_entries": ENTRIES, **fields}
    return Observations(job=job, **given)


def found(observations: Observations, text: str = LOCAL) -> list[str]:
    """The findings of a rehearsal, one line each."""
    return [
        f"{finding.location.line} {finding.severity} {finding.rule}: {finding.message} | {finding.hint}"
        for finding in verdicts.findings(document(text), observations)
    ]


def parameters(body: bytes, status: int | None = 200) -> ParametersAnswer:
    """An answer to GET /execution-parameters."""
    return ParametersAnswer(status, "application/json", body, "" if status else DROPPED)


def without_newline(number: int, **fields: Any) -> Exchange:
    """A request whose answer has two lines and no newline at its end."""
    return exchange(number=number, head=b"0.1\n0.2", answer_bytes=7, **fields)
