"""Which endpoints are rehearsed, and what of the manifest is used."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.rehearse.observed import LIMITS, SPEC, document, image

from sagemaker_marketplace.preflight.image_labels import BIDIRECTIONAL_STREAMING
from sagemaker_marketplace.rehearse import endpoint
from sagemaker_marketplace.rehearse.contract import realtime as contract
from sagemaker_marketplace.rehearse.job import transform_jobs
from sagemaker_marketplace.rehearse.realtime_job import RealTimeJob, Sample
from sagemaker_marketplace.rehearse.transform import Rehearsed

TYPES = "    SupportedRealtimeInferenceInstanceTypes: [ml.m5.large]\n"
CONTAINER = ("spec", "InferenceSpecification", "Containers", 0)
SAMPLE = Sample("one.csv", ("rehearsal", "samples", "text/csv", 0), "text/csv", "", b"1\n")
LABELS = {BIDIRECTIONAL_STREAMING: "true"}


@pytest.mark.parametrize(
    ("block", "with_types", "without_types"),
    [("", True, False), ("rehearsal: {real-time: true}\n", True, True), ("rehearsal: {real-time: false}\n", 0, 0)],
)
def test_an_endpoint_is_rehearsed_if_buyers_can_create_one(block: str, with_types: bool, without_types: bool) -> None:
    assert endpoint.is_rehearsed(document(SPEC + block)) == with_types
    assert endpoint.is_rehearsed(document(SPEC.replace(TYPES, "") + block)) == without_types


def job(text: str, labels: dict[str, str]) -> RealTimeJob:
    doc = document(text)
    rehearsed = Rehearsed(next(transform_jobs(doc)), [], replace(image(), labels=labels), None, LIMITS, ())
    return endpoint.endpoint_job(doc, rehearsed, [SAMPLE])


def test_the_endpoint_of_a_manifest() -> None:
    text = SPEC.replace(
        "    SupportedContentTypes", "        Environment: {LEVEL: info}\n    SupportedContentTypes"
    ).replace("          MaxPayloadInMB: 6", "          Environment: {LEVEL: debug}\n          MaxPayloadInMB: 6")
    expected = RealTimeJob(
        path=CONTAINER,
        container_path=CONTAINER,
        image="123456789012.dkr.ecr.us-east-2.amazonaws.com/churn:1.0.0",
        # Not those of the transform job.
        environment={"LEVEL": "info"},
        content_types=("text/csv",),
        response_types=("text/csv",),
        samples=(SAMPLE,),
        instance_type="ml.m5.large",
        is_bidirectional=False,
    )
    assert job(text, {}) == expected
    assert contract.environment(expected) == {"LEVEL": "info"}


@pytest.mark.parametrize(
    ("block", "labels", "expected"),
    [
        ("", {}, False),
        ("", LABELS, True),
        ("", {BIDIRECTIONAL_STREAMING: "false"}, False),
        ("rehearsal: {bidirectional-streaming: true}\n", {}, True),
        ("rehearsal: {bidirectional-streaming: false}\n", LABELS, False),
    ],
)
def test_websocket_connections(block: str, labels: dict[str, str], expected: bool) -> None:
    assert job(SPEC + block, labels).is_bidirectional == expected


def test_an_endpoint_without_instance_types_and_variables() -> None:
    found = job(SPEC.replace(TYPES, "") + "rehearsal: {real-time: true}\n", {})
    assert (found.instance_type, found.environment) == ("", {})


def test_headers_of_a_request() -> None:
    assert contract.request_headers(SAMPLE) == {
        "Host": "model.aws.local:8080",
        "User-Agent": "AHC/2.0",
        "Content-Type": "text/csv",
    }
    assert contract.request_headers(replace(SAMPLE, content_type="", accept="a/b")) == {
        **contract.headers(),
        "Accept": "a/b",
    }
