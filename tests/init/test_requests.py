"""Real sellers' requests: `init --from`, then what the check says against what an expert says."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.init.conftest import NAMES, Run, sample
from tests.pipeline.harness import Harness

# Where the check finds less than the expert, and why.
MILDER = {
    "014-aws-onboarding-skill-skeleton": {
        # That a validation must run on a listed type is an inference from the documentation: a warning at most.
        "spec ValidationSpecification ValidationProfiles 0 TransformJobDefinition TransformResources InstanceType": (
            "validation-instance-type-not-listed"
        ),
    },
}
ROOT = Path(__file__).parents[2]
SOUND = [name for name in NAMES if not sample(name).errors or name in MILDER]
DESCRIBE = {"CreateModelPackage": "describe-model-package", "CreateAlgorithm": "describe-algorithm"}


def converted(run: Run, name: str) -> str:
    """Write the request to a file, make a manifest of it, and give the manifest's name."""
    found = sample(name)
    Path("request.json").write_text(json.dumps(found.request), "utf-8")
    manifest = f"{name}.yaml"
    ended = run("init", "--from", "request.json", "--region", found.region, manifest)
    assert ended == (0, f"Wrote {manifest}. Next: sagemaker-marketplace check {manifest}\n", "")
    return manifest


def checked(run: Run, manifest: str) -> tuple[int, list[dict[str, Any]]]:
    """Check a manifest; give the exit code and the findings."""
    ended = run("check", manifest, "--format", "json")
    assert ended.err == ""
    findings: list[dict[str, Any]] = json.loads(ended.out)["findings"]
    return ended.code, findings


def test_there_are_sound_ones_and_others() -> None:
    assert SOUND == [
        "001-aws-listing-notebook-iris",
        "002-aws-byo-algorithm-decision-trees",
        "003-aws-byo-model-package-iris",
        "014-aws-onboarding-skill-skeleton",
    ]
    assert len(NAMES) == 26


@pytest.mark.parametrize("name", NAMES)
def test_the_check_finds_what_the_expert_finds_and_no_other_error(run: Run, name: str) -> None:
    code, findings = checked(run, converted(run, name))
    for finding in findings:
        location = " ".join(map(str, finding["path"]))
        print(f"{name}  {finding['severity']:7}  {finding['rule']}  {location}")
    milder = MILDER.get(name, {})
    expected = [location for location in sample(name).errors if " ".join(map(str, location)) not in milder]
    errors = [tuple(finding["path"]) for finding in findings if finding["severity"] == "error"]
    assert Counter(errors) == Counter(expected)
    warned = {" ".join(map(str, finding["path"])): finding["rule"] for finding in findings}
    assert {location: warned.get(location) for location in milder} == milder
    assert code == (1 if errors else 0)


@pytest.mark.parametrize("name", NAMES)
def test_yaml_or_json_the_manifest_is_the_same(run: Run, name: str) -> None:
    found = sample(name)
    Path("request.json").write_text(json.dumps(found.request), "utf-8")
    Path("request.yaml").write_text(yaml.safe_dump(found.request, sort_keys=False), "utf-8")
    one, other = (run("init", "--from", file, "--region", found.region) for file in ("request.json", "request.yaml"))
    assert one.code == other.code == 0
    head, _, body = one.out.partition("\n")
    assert head == "# Written from request.json."
    assert other.out == f"# Written from request.yaml.\n{body}"
    assert yaml.safe_load(one.out)["spec"] == {"CertifyForMarketplace": False} | found.request


@pytest.mark.parametrize("name", SOUND)
def test_what_aws_describes_is_what_was_asked(run: Run, harness: Harness, name: str) -> None:
    found = sample(name)
    kind = found.operation.removeprefix("Create")
    harness.serve("success")
    outcome = harness.run(converted(run, name))
    assert outcome.exit_code == 0
    assert outcome.calls.count(found.operation) == 1
    described = aws(DESCRIBE[found.operation], kind, found.request[f"{kind}Name"], found.region)
    ours = {f"{kind}Arn", f"{kind}Status", f"{kind}StatusDetails", "CreationTime"}
    assert {member: value for member, value in described.items() if member not in ours} == found.request
    assert described[f"{kind}Status"] == "Completed"
    Path("described.json").write_text(json.dumps(described), "utf-8")
    for source in ("described.json", outcome.report.outputs()["arn"]):
        again = run("init", "--from", source)
        assert (again.code, again.err) == (0, "")
        assert yaml.safe_load(again.out) == {"kind": kind, "region": found.region, "spec": found.request}
        Path("again.yaml").write_text(again.out, "utf-8")
        _, findings = checked(run, "again.yaml")
        assert [finding for finding in findings if finding["severity"] == "error"] == []
        planned = harness.run("again.yaml", command="plan").report.results["again.yaml"].plan
        assert planned
        assert (planned.decision, planned.differences) == ("unchanged", ())


def aws(operation: str, kind: str, name: str, region: str) -> dict[str, Any]:
    """Ask AWS's own command line, which the environment sends to the sandbox."""
    option = {"ModelPackage": "--model-package-name", "Algorithm": "--algorithm-name"}[kind]
    program = str(Path(sys.executable).with_name("aws"))
    command = [program, "sagemaker", operation, option, name, "--region", region, "--output", "json"]
    ended = subprocess.run(command, capture_output=True, text=True, check=True)
    answer: dict[str, Any] = json.loads(ended.stdout)
    return answer


def test_every_difference_from_the_verdicts_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    spec = importlib.util.spec_from_file_location("verdicts", ROOT / "scripts" / "verdicts.py")
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    assert script.main() == 0
    assert capsys.readouterr().out.splitlines()[-1] == "unexplained differences: 0"
