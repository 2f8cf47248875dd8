"""Real requests are created in the sandbox and run again: unchanged, whatever fields AWS has filled in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from tests.pipeline import real_requests
from tests.pipeline.expected import TITLES
from tests.pipeline.harness import INFO_RULES, Harness
from tests.pipeline.real_requests import ACCEPTED, REQUESTS, UNSOUND, RealRequest

from sagemaker_marketplace.sandbox.server import Sandbox

COMPLETE_RUN: dict[str, Any] = {"preflight": True, "pin_image": True, "provenance_tags": True, "follow_jobs": True}
CHANGES = ("CreateModelPackage", "CreateAlgorithm", "DeleteModelPackage", "DeleteAlgorithm")
# The module `descriptions` of the sandbox has the sources.
FILLED_IN = {
    "ImageDigest",
    "InferenceSpecification",
    "IsCheckpoint",
    "IsRequired",
    "KmsKeyId",
    "SupportsDistributedTraining",
    "TrainingImageDigest",
}


def write_manifest(harness: Harness, request: RealRequest) -> str:
    manifest = {"kind": request.kind, "region": request.region, "spec": request.fields}
    (harness.root / "m.json").write_text(json.dumps(manifest, indent=1), "utf-8")
    return "m.json"


def errors(harness: Harness, file: str) -> tuple[str, ...]:
    """Return the rules that report an error."""
    findings = harness.run(file, command="check").report.findings
    return tuple(sorted({finding.rule for finding in findings if finding.severity == "error"}))


def create(harness: Harness, file: str, ignore: tuple[str, ...]) -> tuple[int, str | None, list[str]]:
    """Run `create`; return the exit code, what it did, and its calls that change something."""
    outcome = harness.run(file, ignore=(*INFO_RULES, *ignore), **COMPLETE_RUN)
    calls = [call for call in outcome.calls if call in CHANGES]
    return outcome.exit_code, outcome.report.outputs().get("action-taken"), calls


def connect(sandbox: Sandbox, region: str) -> Any:
    keys = {"aws_access_key_id": "SANDBOX", "aws_secret_access_key": "sandbox"}
    return boto3.Session().client("sagemaker", region_name=region, endpoint_url=sandbox.url, **keys)


def create_source_algorithms(client: Any, request: RealRequest) -> None:
    """Create the source algorithms of a package: copies of a real one."""
    for algorithm in request.algorithms:
        copied = real_requests.read("002-aws-byo-algorithm-decision-trees", request.region)
        client.create_algorithm(**{**copied.fields, "AlgorithmName": algorithm.rpartition("/")[2]})


def added_fields(requested: Any, described: Any) -> Iterator[str]:
    """Yield the names of fields that only the description has."""
    if isinstance(described, dict):
        for key, value in described.items():
            if key in requested:
                yield from added_fields(requested[key], value)
            else:
                yield key
    elif isinstance(described, list):
        for mine, theirs in zip(requested, described, strict=True):
            yield from added_fields(mine, theirs)


def test_every_request_is_in_a_table() -> None:
    assert sorted((*ACCEPTED, *UNSOUND)) == sorted(path.stem for path in REQUESTS.glob("*.json"))


@pytest.mark.parametrize("name", ACCEPTED)
def test_a_second_run_finds_an_accepted_request_unchanged(name: str, harness: Harness) -> None:
    request = real_requests.read(name)
    file = write_manifest(harness, request)
    assert errors(harness, file) == ACCEPTED[name]
    create_source_algorithms(connect(harness.serve("success", fresh=True), request.region), request)
    assert create(harness, file, ACCEPTED[name]) == (0, "created", [f"Create{request.kind}"])
    assert create(harness, file, ACCEPTED[name]) == (0, "unchanged", [])


def test_requests_are_described_with_what_aws_fills_in(harness: Harness) -> None:
    sandbox = harness.serve("success", fresh=True)
    added: set[str] = set()
    for name in ACCEPTED:
        request = real_requests.read(name)
        client, operation = connect(sandbox, request.region), TITLES[request.kind].replace(" ", "_")
        create_source_algorithms(client, request)
        named = {f"{request.kind}Name": f"request-{name[:3]}"}
        getattr(client, f"create_{operation}")(**{**request.fields, **named})
        described = getattr(client, f"describe_{operation}")(**named)
        new = (f"{request.kind}{end}" for end in ("Arn", "Status", "StatusDetails"))
        added |= {*added_fields(request.fields, described)} - {"CreationTime", "ResponseMetadata", *new}
    assert added == FILLED_IN


@pytest.mark.parametrize("name", UNSOUND)
def test_an_unsound_request_is_not_created(name: str, harness: Harness) -> None:
    file = write_manifest(harness, real_requests.read(name))
    harness.serve("success")
    others = tuple(rule for rule in errors(harness, file) if rule != UNSOUND[name])
    assert create(harness, file, others) == (1, None, [])
    assert errors(harness, file) == tuple(sorted((*others, UNSOUND[name])))
