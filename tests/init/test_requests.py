"""Requests of real sellers: `init --from`, then a comparison of the findings with those of an expert."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from scripts import verdicts
from tests.init.conftest import EDITORS, NAMES, NEXT, Run, sample
from tests.pipeline.harness import Harness

from sagemaker_marketplace.manifest import content

# Errors for the expert that are only warnings in the check, and the reason.
WARNINGS_ONLY = {
    "014-aws-onboarding-skill-skeleton": {
        # That a validation must run on a listed type is an inference from the documentation: a warning at most.
        "spec ValidationSpecification ValidationProfiles 0 TransformJobDefinition TransformResources InstanceType": (
            "validation-instance-type-not-listed"
        ),
    },
}
ROOT = Path(__file__).parents[2]
FILLED_IN = ("IsRequired", "IsTunable", "KmsKeyId", "SupportsDistributedTraining")
VALID = [name for name in NAMES if not sample(name).errors or name in WARNINGS_ONLY]
DESCRIBE = {"CreateModelPackage": "describe-model-package", "CreateAlgorithm": "describe-algorithm"}


def convert(run: Run, name: str) -> str:
    """Write the request to a file, convert it to a manifest, and return the manifest's name."""
    recorded = sample(name)
    Path("request.json").write_text(json.dumps(recorded.request), "utf-8")
    manifest = f"{name}.yaml"
    result = run("init", "--from", "request.json", "--region", recorded.region, manifest)
    assert result == (0, "", f"{EDITORS}Wrote {manifest}. Next: sagemaker-marketplace check {manifest}\n")
    return manifest


def check(run: Run, manifest: str) -> tuple[int, list[dict[str, Any]]]:
    """Check a manifest; return the exit code and the findings."""
    result = run("check", manifest, "--format", "json")
    assert result.err == ""
    findings: list[dict[str, Any]] = json.loads(result.out)["findings"]
    return result.code, findings


def test_some_of_the_requests_are_valid() -> None:
    assert VALID == [
        "001-aws-listing-notebook-iris",
        "002-aws-byo-algorithm-decision-trees",
        "003-aws-byo-model-package-iris",
        "014-aws-onboarding-skill-skeleton",
    ]
    assert len(NAMES) == 26


@pytest.mark.parametrize("name", NAMES)
def test_the_check_reports_the_same_errors_as_the_expert(run: Run, name: str) -> None:
    code, findings = check(run, convert(run, name))
    for finding in findings:
        location = " ".join(map(str, finding["path"]))
        print(f"{name}  {finding['severity']:7}  {finding['rule']}  {location}")
    warnings = WARNINGS_ONLY.get(name, {})
    expected = [location for location in sample(name).errors if " ".join(map(str, location)) not in warnings]
    errors = [tuple(finding["path"]) for finding in findings if finding["severity"] == "error"]
    assert Counter(errors) == Counter(expected)
    rules = {" ".join(map(str, finding["path"])): finding["rule"] for finding in findings}
    assert {location: rules.get(location) for location in warnings} == warnings
    assert code == (1 if errors else 0)


@pytest.mark.parametrize("name", NAMES)
def test_yaml_and_json_give_the_same_manifest(run: Run, name: str) -> None:
    recorded = sample(name)
    Path("request.json").write_text(json.dumps(recorded.request), "utf-8")
    Path("request.yaml").write_text(yaml.safe_dump(recorded.request, sort_keys=False), "utf-8")
    from_json, from_yaml = (
        run("init", "--from", file, "--region", recorded.region) for file in ("request.json", "request.yaml")
    )
    assert from_json.code == from_yaml.code == 0
    assert from_yaml.out == from_json.out.replace("# Written from request.json.", "# Written from request.yaml.")
    assert yaml.safe_load(from_json.out)["spec"] == {"CertifyForMarketplace": False} | recorded.request


@pytest.mark.parametrize("name", VALID)
def test_the_description_of_aws_equals_the_request(run: Run, harness: Harness, name: str) -> None:
    recorded = sample(name)
    kind = recorded.operation.removeprefix("Create")
    harness.serve("success")
    outcome = harness.run(convert(run, name))
    assert outcome.exit_code == 0
    assert outcome.calls.count(recorded.operation) == 1
    described = aws(DESCRIBE[recorded.operation], kind, recorded.request[f"{kind}Name"], recorded.region)
    assert list(content.differences(recorded.request, described, ())) == []
    assert described[f"{kind}Status"] == "Completed"
    Path("described.json").write_text(json.dumps(described), "utf-8")
    for source in ("described.json", outcome.report.outputs()["arn"]):
        again = run("init", "--from", source)
        assert (again.code, again.err) == (0, NEXT)
        assert yaml.safe_load(again.out) == {
            "kind": kind,
            "region": recorded.region,
            "spec": without_filled_in(recorded.request),
        }
        Path("again.yaml").write_text(again.out, "utf-8")
        _, findings = check(run, "again.yaml")
        assert [finding for finding in findings if finding["severity"] == "error"] == []
        planned = harness.run("again.yaml", command="plan").report.results["again.yaml"].plan
        assert planned
        assert (planned.decision, planned.differences) == ("unchanged", ())


def without_filled_in(value: Any) -> Any:
    """A request without what it writes out although AWS would fill in the same."""
    if isinstance(value, list):
        return [without_filled_in(item) for item in value]
    if not isinstance(value, dict):
        return value
    kept = {name: item for name, item in value.items() if item or name not in FILLED_IN}
    return {name: without_filled_in(item) for name, item in kept.items()}


def aws(operation: str, kind: str, name: str, region: str) -> dict[str, Any]:
    """Run the AWS CLI, which the environment directs to the sandbox."""
    option = {"ModelPackage": "--model-package-name", "Algorithm": "--algorithm-name"}[kind]
    program = str(Path(sys.executable).with_name("aws"))
    command = [program, "sagemaker", operation, option, name, "--region", region, "--output", "json"]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    description: dict[str, Any] = json.loads(result.stdout)
    return description


def test_every_difference_from_the_verdicts_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    assert verdicts.main() == 0
    assert capsys.readouterr().out.splitlines()[-1] == "unexplained differences: 0"
