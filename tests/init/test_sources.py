"""`init --from` with files of other tools: the exact output for samples, and real requests in every wrapper."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from scripts import make_goldens
from tests.init.conftest import NAMES, NEXT, Run, Sample, sample

from sagemaker_marketplace.manifest import schema

SOURCES = make_goldens.sources()
SPECIFICATIONS = ("InferenceSpecification", "SourceAlgorithmSpecification", "TrainingSpecification")
SEVERAL = """\
Resources:
  Churn:
    Type: AWS::SageMaker::ModelPackage
    Properties: {ModelPackageName: churn-1}
  Demand:
    Type: AWS::SageMaker::Algorithm
    Properties: {AlgorithmName: demand-1}
"""


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_samples(source: Path) -> None:
    assert make_goldens.init_output(source) == Path(f"{source}.out").read_text("utf-8")


def test_every_sample_has_an_output_without_an_internal_error() -> None:
    outputs = sorted(SOURCES[0].parent.glob("*.out"))
    assert [path.stem for path in outputs] == [path.name for path in SOURCES]
    codes = {line for path in outputs for line in path.read_text("utf-8").splitlines() if line.startswith("exit code")}
    assert codes == {"exit code 0", "exit code 1", "exit code 2"}


def kind_of(recorded: Sample) -> str:
    return recorded.operation.removeprefix("Create")


def in_a_template(recorded: Sample) -> Any:
    resource = {"Type": f"AWS::SageMaker::{kind_of(recorded)}", "Properties": recorded.request}
    return {"Resources": {"Bucket": {"Type": "AWS::S3::Bucket"}, "Churn": resource}}


def in_a_resource(recorded: Sample) -> Any:
    return in_a_template(recorded)["Resources"]["Churn"]


def in_a_pipeline(recorded: Sample) -> Any:
    steps: list[Any] = [{"Name": "Train", "Type": "Training", "Arguments": {"AlgorithmSpecification": {}}}]
    steps.append({"Name": "Register", "Type": "RegisterModel", "Arguments": recorded.request})
    return {"Version": "2020-12-01", "Steps": steps}


def in_a_state(recorded: Sample) -> Any:
    node = schema.spec(kind_of(recorded))
    type_ = {"Algorithm": "aws_sagemaker_algorithm", "ModelPackage": "awscc_sagemaker_model_package"}[kind_of(recorded)]
    values = in_snake_case(recorded.request, node)[0]
    resource = {"address": f"{type_}.churn", "type": type_, "values": values}
    return {"format_version": "1.0", "values": {"root_module": {"resources": [resource]}}}


def in_snake_case(value: Any, node: schema.Node) -> Any:
    """A value as Terraform writes it: names in snake case, and a list of one for each object."""
    if isinstance(value, list):
        items = [in_snake_case(item, schema.child(node, 0)) for item in value]
        return [item[0] if isinstance(item, list) else item for item in items]
    if not isinstance(value, dict) or "properties" not in node:
        return value
    return [{snake_case(name): in_snake_case(item, schema.child(node, name)) for name, item in value.items()}]


def snake_case(name: str) -> str:
    written = name.replace("MIME", "Mime").replace("GB", "Gb").replace("MB", "Mb").replace("S3", "S3_")
    return "".join(f"_{sign.lower()}" if sign.isupper() else sign for sign in written).strip("_").replace("__", "_")


def in_an_event(recorded: Sample) -> Any:
    return {
        "detail-type": "SageMaker Model Package State Change",
        "source": "aws.sagemaker",
        "detail": recorded.request,
    }


def in_a_list(recorded: Sample) -> Any:
    return [{"comment": "a request"}, {"request": {"body": recorded.request}}]


def in_a_manifest(recorded: Sample) -> Any:
    return {"kind": kind_of(recorded), "region": "eu-west-1", "spec": recorded.request}


def applies(wrap: Callable[[Sample], Any], recorded: Sample) -> bool:
    """Whether a wrapper can contain a request."""
    text = json.dumps(recorded.request)
    if wrap in (in_a_pipeline, in_an_event):
        return kind_of(recorded) == "ModelPackage"
    if wrap is in_a_list:
        return any(name in recorded.request for name in SPECIFICATIONS)
    # A state has an empty value for a field that is not set.
    return wrap is not in_a_state or not ('""' in text or "[]" in text or "{}" in text)


WRAPPERS = (
    in_a_template,
    in_a_resource,
    in_a_pipeline,
    in_a_state,
    in_an_event,
    in_a_list,
    in_a_manifest,
)
CASES = [(wrap, name) for wrap in WRAPPERS for name in NAMES if applies(wrap, sample(name))]


def test_every_wrapper_is_tried_with_several_requests() -> None:
    counts = {wrap.__name__: sum(case[0] is wrap for case in CASES) for wrap in WRAPPERS}
    assert counts == {
        "in_a_template": 26,
        "in_a_resource": 26,
        "in_a_pipeline": 22,
        "in_a_state": 21,
        "in_an_event": 22,
        "in_a_list": 23,
        "in_a_manifest": 26,
    }


@pytest.mark.parametrize(("wrap", "name"), CASES, ids=lambda value: getattr(value, "__name__", value))
def test_a_wrapper_changes_nothing(run: Run, wrap: Callable[[Sample], Any], name: str) -> None:
    recorded = sample(name)
    Path("request.json").write_text(json.dumps(recorded.request), "utf-8")
    alone = run("init", "--from", "request.json", "--region", recorded.region)
    wrapped = wrap(recorded)
    Path("wrapped.json").write_text(json.dumps(wrapped), "utf-8")
    Path("wrapped.yaml").write_text(yaml.safe_dump(wrapped, sort_keys=False), "utf-8")
    for file in ("wrapped.json", "wrapped.yaml"):
        result = run("init", "--from", file, "--region", recorded.region)
        assert (result.code, result.err) == (0, NEXT)
        assert result.out.split("\n")[2:] == alone.out.split("\n")[2:]


@pytest.mark.parametrize(("name", "kind"), [("Churn", "ModelPackage"), ("Resources.Demand.Properties", "Algorithm")])
def test_one_of_several_requests(run: Run, name: str, kind: str) -> None:
    Path("template.yaml").write_text(SEVERAL, "utf-8")
    result = run("init", "--from", f"template.yaml#{name}", "--region", "us-east-1")
    assert (result.code, result.err) == (0, NEXT)
    assert yaml.safe_load(result.out)["kind"] == kind


def test_an_unknown_name(run: Run) -> None:
    Path("template.yaml").write_text(SEVERAL, "utf-8")
    assert run("init", "--from", "template.yaml#Sales") == (
        2,
        "",
        "sagemaker-marketplace: template.yaml has no request Sales: Churn, Demand\n"
        "  choose one, for example template.yaml#Churn\n",
    )


def skeleton(operation: str) -> str:
    """The skeleton of the AWS CLI."""
    command = {"CreateModelPackage": "create-model-package", "CreateAlgorithm": "create-algorithm"}[operation]
    program = str(Path(sys.executable).with_name("aws"))
    arguments = [program, "sagemaker", command, "--generate-cli-skeleton", "input"]
    return subprocess.run(arguments, capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize("kind", ["ModelPackage", "Algorithm"])
def test_the_skeleton_of_the_aws_cli(run: Run, kind: str) -> None:
    Path("skeleton").write_text(skeleton(f"Create{kind}"), "utf-8")
    assert run("init", "--from", "skeleton") == (
        2,
        "",
        "sagemaker-marketplace: the skeleton contains no values\n"
        f"  fill it in, or run sagemaker-marketplace init --kind {kind} for a manifest with placeholders\n",
    )


@pytest.mark.parametrize("name", ["001-aws-listing-notebook-iris", "002-aws-byo-algorithm-decision-trees"])
def test_a_skeleton_that_is_filled_in(run: Run, name: str) -> None:
    recorded = sample(name)
    filled = fill(json.loads(skeleton(recorded.operation)), recorded.request)
    Path("skeleton.json").write_text(json.dumps(filled), "utf-8")
    result = run("init", "--from", "skeleton.json", "--region", recorded.region)
    assert result.code == 0
    spec = yaml.safe_load(result.out)["spec"]
    assert [path for path, value in leaves(spec) if value in ("", 0) and value is not False] == []
    expected = {path: value for path, value in leaves(recorded.request) if value != ""}
    assert {path: value for path, value in leaves(spec) if path in expected} == expected


def fill(blank: Any, value: Any) -> Any:
    """A skeleton with the values of a request; its other fields stay blank."""
    if isinstance(blank, dict) and isinstance(value, dict):
        return {key: fill(item, value[key]) if key in value else item for key, item in blank.items()} | {
            key: item for key, item in value.items() if key not in blank
        }
    if isinstance(blank, list) and isinstance(value, list):
        return [fill(blank[0], item) for item in value]
    return value


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Each value that is neither an object nor a list, with its path."""
    if isinstance(value, (dict, list)):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(item, (*path, key))
    else:
        yield path, value
