"""The verdict on a rehearsal: whether the job fails, by which words, and what is reported only once."""

from __future__ import annotations

import pytest
from tests.rehearse.observed import LOCAL, PYTHON, SPEC, document, exchange, failed, image, ping, ready
from tests.rehearse.variant import ENDED, REFUSED_PINGS

from sagemaker_marketplace.facts.facts import Facts
from sagemaker_marketplace.manifest.document import Document
from sagemaker_marketplace.manifest.findings import Finding
from sagemaker_marketplace.preflight.local_images import LocalImage, LocalImages
from sagemaker_marketplace.preflight.preflight import local_findings
from sagemaker_marketplace.rehearse.contract import contract
from sagemaker_marketplace.rehearse.observations import (
    End,
    InputProblem,
    Observations,
    ParametersAnswer,
)
from sagemaker_marketplace.rehearse.verdict import verdict as verdicts

PING = (
    "AlgorithmError: Model container failed to respond to ping. Please ensure /ping endpoint is implemented and "
    "responds with an HTTP 200 status code"
)


def of_image(parsed: Document, observations: Observations) -> list[Finding]:
    """The findings of the image checks on the local image."""
    local = observations.image
    path = (*observations.job.container_path, "Image")
    found = LocalImage(path, local.config, local.program is not None)
    return local_findings(parsed, LocalImages([found], Facts()))


def judged(observations: Observations, text: str = LOCAL) -> verdicts.Verdict:
    parsed = document(text)
    words = contract.service_words(observations)
    return verdicts.decide(parsed, observations, words, of_image(parsed, observations))


def test_a_good_container() -> None:
    assert judged(ready()) == verdicts.Verdict(None, ())


def test_a_failure_names_the_words_of_aws() -> None:
    verdict = judged(failed(pings=[ping(404)], listening=[("::", 8080)]))
    assert verdict.diagnosis
    [finding] = verdict.diagnosis.findings
    cause = "GET /ping returned 404: the container's server has no such route"
    assert (finding.rule, finding.severity, finding.message) == ("rehearsal-failed", "error", cause)
    hint = "return 200 for GET /ping on port 8080 once the model is loaded"
    assert finding.hint == f"{hint} (rehearsal of small: GET /ping: 404; in AWS: {PING})"
    assert verdict.diagnosis.reason == f"{cause}; rehearsal of small: {PING}"
    assert verdict.diagnosis.log_lines == ()


def test_a_failure_without_a_known_cause_has_the_end_of_the_log() -> None:
    verdict = judged(failed(pings=REFUSED_PINGS, end=ENDED, log_lines=("one", "two")))
    assert verdict.diagnosis
    assert verdict.diagnosis.log_lines == (
        "last log lines of rehearsal of small, without repetitions:",
        "  one",
        "  two",
    )


@pytest.mark.parametrize(
    "observations",
    [
        ready(parameters=ParametersAnswer(200, "application/json", b'{"MaxConcurrentTransforms": 17}')),
        ready(exchanges=[], input_problems=[InputProblem("a", "is not RecordIO", "set SplitType")]),
    ],
)
def test_what_aws_refuses_fails_whatever_the_container_answers(observations: Observations) -> None:
    verdict = judged(observations)
    assert verdict.diagnosis
    assert len(verdict.diagnosis.causes) == 1
    assert verdict.diagnosis.reason == verdict.diagnosis.causes[0].cause
    [finding] = verdict.diagnosis.findings
    assert finding.hint == f"{verdict.diagnosis.causes[0].fix} ({verdict.diagnosis.causes[0].evidence})"


def test_at_most_100_mb_are_accepted() -> None:
    for answer in (b'{"MaxConcurrentTransforms": 16}', b'{"MaxConcurrentTransforms": 64, "MaxPayloadInMB": 0}'):
        parameters = ParametersAnswer(200, "application/json", answer)
        assert judged(ready(SPEC, job={"max_payload_mb": None}, parameters=parameters), SPEC).diagnosis is None


def test_an_input_that_only_the_rehearsal_refuses_is_not_a_failure() -> None:
    verdict = judged(ready(input_problems=[InputProblem("a", "is too large", "", is_aws_limit=False)]))
    assert verdict.diagnosis is None
    assert [finding.rule for finding in verdict.findings] == ["not-rehearsed"]


def test_a_finding_that_predicted_the_failure_is_reported_with_it() -> None:
    refused = image("uvicorn", "app:app", program=PYTHON, user="app")
    verdict = judged(failed(image=refused, pings=REFUSED_PINGS, end=End(2, "start", 0.5), host_names=["a.example"]))
    assert verdict.diagnosis
    first = verdict.diagnosis.causes[0]
    assert first.cause == "uvicorn in ENTRYPOINT refuses the argument serve, which SageMaker adds"
    assert [finding.rule for finding in first.findings] == ["image-argument-refused"]
    assert [cause.cause for cause in verdict.diagnosis.causes[1:]] == [
        "the container requires network access (a.example); AWS Marketplace products run without a network"
    ]
    assert [finding.rule for finding in verdict.findings] == ["image-user"]


def test_a_prediction_that_did_not_come_true_is_not_reported() -> None:
    for entry_point in (("uvicorn",), ("python3",), ("tini", "--", "/app"), ("/bin/sh", "-c", "python3 app.py")):
        observations = ready(image=image(*entry_point, program=PYTHON))
        assert of_image(document(), observations) != []
        assert judged(observations).findings == ()


def test_other_findings_on_the_image_are_reported() -> None:
    verdict = judged(ready(image=image("/app", program=PYTHON, platform="linux/arm64", user="app")))
    assert verdict.diagnosis is None
    assert [(finding.location.line, finding.rule) for finding in verdict.findings] == [
        (34, "image-architecture"),
        (34, "image-user"),
    ]


def test_the_second_profile() -> None:
    profile = SPEC[SPEC.index("      - ProfileName: small") :].replace("small", "large")
    text = SPEC + profile
    parsed = document(text)
    path = ("spec", "ValidationSpecification", "ValidationProfiles", 1, "TransformJobDefinition")
    observations = ready(text, exchanges=[exchange(None, error="dropped")], job={"path": path, "profile": "large"})
    verdict = verdicts.decide(parsed, observations, contract.service_words(observations))
    assert verdict.diagnosis
    assert verdict.diagnosis.causes[0].path == (*path, "TransformResources", "InstanceType")
    assert verdict.diagnosis.causes[0].evidence.startswith(
        "rehearsal of large: POST /invocations, request 1 of rows.csv"
    )
