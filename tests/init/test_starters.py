"""`init` without a source: the exact text of starters, and what `check` reports of them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from tests.init.conftest import NEXT, Run
from tests.pipeline.harness import Harness

STARTERS = Path(__file__).parent / "starters"
CONTAINER = ["spec", "InferenceSpecification", "Containers", 0]
PROFILE = ["spec", "ValidationSpecification", "ValidationProfiles", 0]
TRAINING, TRANSFORM = [*PROFILE, "TrainingJobDefinition"], [*PROFILE, "TransformJobDefinition"]


@pytest.mark.parametrize("kind", ["ModelPackage", "Algorithm"])
def test_a_starter(run: Run, kind: str) -> None:
    assert run("init", "--kind", kind, "--region", "us-east-2") == (
        0,
        (STARTERS / f"{kind}.yaml").read_text("utf-8"),
        NEXT,
    )


@pytest.mark.parametrize("kind", ["ModelPackage", "Algorithm"])
def test_the_commented_rehearsal_of_a_starter_is_valid(run: Run, kind: str) -> None:
    spec, block = (STARTERS / f"{kind}.yaml").read_text("utf-8").split("# rehearsal:\n")
    assert block == "".join(f"# {line.removeprefix('# ')}\n" for line in block.splitlines())
    for path in ("data/sample.csv", "data/transform/a.csv", "data/training/a.csv", "model/a.bin"):
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_text("1\n")
    Path("m.yaml").write_text(f"{spec}rehearsal:\n{re.sub('^# ', '', block, flags=re.MULTILINE)}", "utf-8")
    findings = json.loads(run("check", "m.yaml", "--format", "json").out)["findings"]
    assert [finding for finding in findings if finding["rule"] != "placeholder"] == []


def test_the_default_is_a_model_package_in_us_east_1(run: Run) -> None:
    starter = (STARTERS / "ModelPackage.yaml").read_text("utf-8")
    assert run("init").out == starter.replace("us-east-2", "us-east-1")


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (
            "ModelPackage",
            [
                [*CONTAINER, "Image"],
                [*CONTAINER, "ModelDataUrl"],
                ["spec", "ValidationSpecification", "ValidationRole"],
                [*TRANSFORM, "TransformInput", "DataSource", "S3DataSource", "S3Uri"],
                [*TRANSFORM, "TransformOutput", "S3OutputPath"],
            ],
        ),
        (
            "Algorithm",
            [
                ["spec", "TrainingSpecification", "TrainingImage"],
                [*CONTAINER, "Image"],
                ["spec", "ValidationSpecification", "ValidationRole"],
                [*TRAINING, "InputDataConfig", 0, "DataSource", "S3DataSource", "S3Uri"],
                [*TRAINING, "OutputDataConfig", "S3OutputPath"],
                [*TRANSFORM, "TransformInput", "DataSource", "S3DataSource", "S3Uri"],
                [*TRANSFORM, "TransformOutput", "S3OutputPath"],
            ],
        ),
    ],
)
def test_the_check_of_a_starter_reports_only_placeholders(run: Run, kind: str, expected: list[list[str | int]]) -> None:
    run("init", "--kind", kind, "m.yaml")
    result = run("check", "m.yaml", "--format", "json")
    findings = json.loads(result.out)["findings"]
    assert [finding["path"] for finding in findings] == expected
    assert {finding["rule"] for finding in findings} == {"placeholder"}
    lines = Path("m.yaml").read_text("utf-8").splitlines()
    assert all("<" in lines[finding["line"] - 1] for finding in findings)


@pytest.mark.parametrize("kind", ["ModelPackage", "Algorithm"])
def test_a_starter_with_values_for_its_placeholders_is_created(run: Run, harness: Harness, kind: str) -> None:
    harness.serve("success")
    run("init", "--kind", kind, "m.yaml")
    text = Path("m.yaml").read_text("utf-8")
    for placeholder, value in (
        ("<account>", "123456789012"),
        ("<repository>:<tag>", "churn:1.0"),
        ("<role>", "validation"),
    ):
        text = text.replace(placeholder, value)
    Path("m.yaml").write_text(re.sub("<s3://bucket/(.*)>", r"s3://acme-data/\1", text), "utf-8")
    checked = run("check", "m.yaml")
    assert checked == (0, "1 manifest checked: 0 errors, 0 warnings\n", "")
    outcome = harness.run("m.yaml", variables={"VERSION": "1.2.3"})
    assert outcome.exit_code == 0
    assert outcome.report.outputs()["name"] == f"my-{'model' if kind == 'ModelPackage' else 'algorithm'}-1-2-3"
