"""The real action in a real workflow: act runs `uses: ./`, the calls go to the sandbox on this machine's loopback."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from tests.container.act import MANIFESTS, results_json, run_workflow
from tests.container.expected import ARN, CONSOLE

from sagemaker_marketplace.context import Clock

MANIFEST = f"{MANIFESTS}/sound.yaml"
JOB = "transform job validation-90a70f5355b1f1a5f60486f76d8b3249"
LOGS = (
    "https://us-east-2.console.aws.amazon.com/cloudwatch/home?region=us-east-2#logsV2:log-groups/log-group/"
    f"$252Faws$252Fsagemaker$252FTransformJobs$3FlogStreamNameFilter$3D{JOB.rpartition(' ')[2]}$252F"
)
PINNED = "797b6ae740b3f0e6342c1e9e1fd52c870e12eb35d7e8e7b2f59184ac68a7965c"
STAGES = ["group", "endgroup"] * 3 + ["group"]
BLOCK = ["stop-commands", "TOKEN"]
BEGINNING = [
    "[TIME] image scan container-test: NotStarted",
    "[TIME] validation batch: NotStarted",
    "[TIME] model package container-test: Pending",
    "[TIME] image scan container-test: InProgress",
    "[TIME] model package container-test: InProgress",
    "[TIME] image scan container-test: Completed",
    "[TIME] validation batch: InProgress",
    f"[TIME] {JOB}: InProgress",
]
PING_FAILS = (
    "AlgorithmError: Model container failed to respond to ping. "
    "Please ensure /ping endpoint is implemented and responds with an HTTP 200 status code"
)
CAUSE = "GET /ping returned an error status: the health check fails while loading the model"
FIX = "return 200 once the server accepts requests, and log what fails"
IMAGE = {"file": MANIFEST, "line": "8", "endLine": "8", "col": "16", "endColumn": "79"}

pytestmark = pytest.mark.container


def outputs(**more: str) -> dict[str, str]:
    """The outputs of a create that called the service."""
    product = {"kind": "ModelPackage", "name": "container-test", "region": "us-east-2", "arn": ARN}
    product |= {"action-taken": "created", "console-url": CONSOLE}
    product |= {"image-digest": f"sha256:{PINNED}", "image-digests": f"sha256:{PINNED}"}
    counts = {"errors": more.pop("errors", "0"), "warnings": "0"}
    product |= more
    return {**counts, **product, "results": results_json(MANIFEST, product)}


def begin_of_summary(verdict: str, status: str) -> list[str]:
    """The heading of a summary and the first facts."""
    head = [verdict, "", "| Model package | container-test |", "| --- | --- |"]
    return [*head, "| Region | us-east-2 |", f"| Status | {status} |"]


def test_check_annotates_the_lines_of_its_findings_and_the_runner_builds_the_image(clone: Path, base: str) -> None:
    run = run_workflow(clone, base, "check.yml")
    assert [line["msg"] for line in run.log if "docker build" in line["msg"] and str(clone) in line["msg"]] != []
    file = f"{MANIFESTS}/faulty.yaml"
    region = {"line": "2", "endLine": "2", "col": "9", "endColumn": "19", "title": "region-opt-in"}
    field = {"line": "4", "endLine": "4", "col": "3", "endColumn": "18", "title": "unknown-field"}
    assert [(kind, properties) for kind, properties, _ in run.annotations()] == [
        ("error", {"file": file, **region}),
        ("error", {"file": file, **field}),
    ]
    assert run.commands() == ["error"] * 2
    assert run.printed()[-1] == "1 manifest checked: 2 errors, 0 warnings"
    assert run.outputs() == {"errors": "2", "warnings": "0", "results": json.dumps([{"manifest": file}])}
    assert [lines[0] for lines in run.summaries()] == ["### ❌ Check failed"]
    assert run.results() == ["success", "failure"]
    assert run.failures() == ["exit with `FAILURE`: 1"]


def test_create_completes_and_the_next_step_gets_the_arn(checkout: Path, base: str) -> None:
    run = run_workflow(checkout, base, "create.yml")
    step = run.of("product")
    assert step.commands() == [*STAGES, *BLOCK, *BLOCK, "endgroup"]
    assert step.watched() == [
        *BEGINNING,
        "transform | Serving on port 8080",
        'transform | "GET /ping HTTP/1.1" 200',
        'transform | "GET /execution-parameters HTTP/1.1" 404',
        "[TIME] validation batch: Completed",
        "[TIME] model package container-test: Completed",
        f"[TIME] {JOB}: Completed",
        f"{JOB} completed (billed: 1 min, < $0.01)",
        'transform | "POST /invocations HTTP/1.1" 200',
    ]
    assert step.closing() == [
        "Created and validated: container-test (model package, us-east-2)",
        "  Status    Completed",
        "  Duration  TIME",
        "  Cost      < $0.01",
        f"  ARN       {ARN}",
        f"  Image     sha256:{PINNED}",
        f"  Console   {CONSOLE}",
        "  List it   add the ARN to your AWS Marketplace product as a new version, or create a product with it",
        "            https://docs.aws.amazon.com/marketplace/latest/userguide/ml-manage-product-version.html",
    ]
    assert step.outputs() == outputs(status="Completed")
    (summary,) = step.summaries()
    assert summary[:6] == begin_of_summary("### ✅ Created and validated", "Completed")
    assert run.printed()[-3:] == [f"arn is {ARN}", "status is Completed", "reason is "]
    assert run.results() == ["success", "success", "success"]
    assert run.exit_code == 0


def test_plan_prints_the_request_with_the_pinned_image_and_the_run_as_a_tag(checkout: Path, base: str) -> None:
    head = subprocess.run(["git", "rev-parse", "HEAD"], cwd=checkout, check=True, capture_output=True, text=True)
    commit = head.stdout.strip()
    run = run_workflow(checkout, base, "plan.yml").of("product")
    lines = [line for line in run.printed() if line]
    assert lines[1:8] == [
        f"plan {MANIFEST}",
        "  container-test will be created: no resource with this name in us-east-2",
        "  transform job on 1 x ml.m5.xlarge: $0.23 per hour "
        f"(about $0.04 for 10 min, $0.12 for 30 min, price of {Clock().today()})",
        "  added: ClientToken, container-test:1.0 pinned to sha256:797b6ae740b3, provenance tags",
        "  visible to buyers, with the logs and metrics of the validation:",
        "    s3://sagemaker-container-test/input/",
        "    s3://sagemaker-container-test/output/",
    ]
    request = json.loads("\n".join(lines[8:-4]))
    repository = "123456789012.dkr.ecr.us-east-2.amazonaws.com/container-test"
    assert request["InferenceSpecification"]["Containers"][0]["Image"] == f"{repository}@sha256:{PINNED}"
    assert {tag["Key"].removeprefix("sagemaker-marketplace:"): tag["Value"] for tag in request["Tags"]} == {
        "repository": "nektos/act",  # act's value for a clone without a remote
        "commit": commit,
        "run": "1",
        "attempt": "1",
        "manifest": "sha256:ddb2455cb833e3bdc46d8a42610087750f26a1242099af9b6012564f454a2f5d",
    }
    assert lines[-4:] == [
        "1 manifest checked against the account: 0 errors, 0 warnings",
        "Will be created: container-test (model package, us-east-2)",
        "  Cost       about $0.04, at most $0.12",
        "  Create it  run create with the same options",
    ]


def test_a_failed_create_prints_the_cause(checkout: Path, base: str) -> None:
    run = run_workflow(checkout, base, "create.yml", scenario="ping-fails")
    step = run.of("product")
    location = f"{MANIFEST}:8: spec.InferenceSpecification.Containers[0].Image"
    failed = f"{MANIFEST}: model package container-test failed validation"
    assert step.annotations() == [
        ("error", {**IMAGE, "title": "sagemaker-marketplace"}, f"{failed}\nCause: {CAUSE}\nFix: {FIX}")
    ]
    assert step.commands() == [*STAGES, *BLOCK, *BLOCK, "endgroup", "error"]
    assert step.watched() == [
        *BEGINNING,
        "transform | Loading the model",
        'transform | "GET /ping HTTP/1.1" 500',
        f"[TIME] validation batch: Failed: {PING_FAILS}",
        "[TIME] model package container-test: Failed",
        f"[TIME] {JOB}: Failed",
        f"{JOB} failed (billed: 1 min, < $0.01)",
        'transform | "GET /ping HTTP/1.1" 500',
        f"Where: {location}",
        f'Evidence: {JOB}: "GET /ping HTTP/1.1" 500',
        f"Logs: {LOGS}",
    ]
    assert step.closing() == [
        "Validation failed: container-test (model package, us-east-2)",
        "  Status    Failed",
        "  Duration  TIME",
        "  Cost      < $0.01",
        f"  ARN       {ARN}",
        f"  Image     sha256:{PINNED}",
        f"  Console   {CONSOLE}",
        f"  Fix       {FIX}",
    ]
    reason = f"{CAUSE}; {JOB}: {PING_FAILS}"
    assert step.outputs() == outputs(errors="1", status="Failed", **{"failure-reason": reason})
    (summary,) = step.summaries()
    assert summary[:6] == begin_of_summary("### ❌ Validation failed", "Failed")
    alert = summary.index("> [!CAUTION]")
    assert summary[alert + 1 : alert + 3] == [f"> **Cause:** {CAUSE}  ", f"> **Fix:** {FIX}  "]
    assert run.printed()[-3:] == [f"arn is {ARN}", "status is Failed", f"reason is {reason}"]
    assert run.results() == ["success", "failure", "success"]
    assert run.failures() == ["exit with `FAILURE`: 4"]


def test_create_is_refused_on_a_pull_request(checkout: Path, base: str) -> None:
    run = run_workflow(checkout, base, "create.yml", event="pull_request")
    step = run.of("product")
    headlines = [(kind, message.splitlines()[0]) for kind, _, message in step.annotations()]
    assert headlines == [("error", "create is not allowed on the event pull_request")]
    assert step.commands() == ["error"]
    assert (step.outputs(), [lines[0] for lines in step.summaries()]) == ({}, ["### ❌ Invalid configuration"])
    assert run.printed() == ["arn is ", "status is ", "reason is "]
    assert run.results() == ["success", "failure", "success"]
    assert run.failures() == ["exit with `FAILURE`: 2"]
