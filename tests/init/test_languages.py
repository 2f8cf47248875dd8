"""`init --from` with program code, shell scripts, standard input and other encodings: the request of the manifest."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from shlex import quote
from typing import Any

import pytest
import yaml
from tests.init.conftest import EDITORS, NAMES, NEXT, Run, Sample, sample

IMAGE = "123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1"
CONTAINERS = {"Containers": [{"Image": IMAGE}]}
REQUEST = {"ModelPackageName": "churn-1", "InferenceSpecification": CONTAINERS, "CertifyForMarketplace": True}
NO_CALL = "has no call that creates a model package or an algorithm"
SAVE = "save the request as JSON, for example with json.dump or JSON.stringify"


def spec(run: Run, file: str, content: str) -> Any:
    """Convert a file that was written with this content; return the manifest's request."""
    Path(file).write_text(content, "utf-8")
    result = run("init", "--from", file, "--region", "us-east-1")
    assert result.code == 0, result.err
    return yaml.safe_load(result.out)["spec"]


@pytest.mark.parametrize(
    "content",
    [
        f"sm.create_model_package(**{REQUEST!r})",
        f"x = {REQUEST!r}\nsm.create_model_package(**x)",
        f"x = {{}}\nx.update({REQUEST!r})\nsm.create_model_package(**x)",
        f"class A:\n  def f(self, *, a=1):\n    self.x = {REQUEST!r}\n    return sm.create_model_package(**self.x)",
        f"x: dict = {REQUEST!r}",
        f"{REQUEST!r}",
        f"c = [{{}}]\nc[0]['Image'] = {IMAGE!r}\ns = {{'Containers': c}}\n"
        "sm.create_model_package(ModelPackageName='churn-{}'.format(1), InferenceSpecification=s, "
        "CertifyForMarketplace=True)",
        f"c = []\nc.append(dict(Image={IMAGE!r}))\nn = 'churn'\n"
        "with a: sm.create_model_package(ModelPackageName=f'{n}-1', InferenceSpecification=dict(Containers=c), "
        "CertifyForMarketplace=not False or True) if b else None\n".replace("not False or True", "True"),
        f"ModelPackage.create(model_package_name='churn' + '-1', certify_for_marketplace=True,"
        f"inference_specification=InferenceSpecification(containers=[ModelPackageContainerDefinition(image={IMAGE!r})]))",
    ],
)
@pytest.mark.parametrize("file", ["create.py", "create"])
def test_python(run: Run, file: str, content: str) -> None:
    assert spec(run, file, content) == REQUEST


JAVASCRIPT = json.dumps(REQUEST)


@pytest.mark.parametrize(
    "content",
    [
        f"sagemaker.createModelPackage({JAVASCRIPT}, (error, data) => {{ if (error) {{ throw error; }} }});",
        f"await client.send(new CreateModelPackageCommand({JAVASCRIPT}));",
        f"const input = {JAVASCRIPT};\nclient.send(new CreateModelPackageCommand(input))",
        f"export const input: Input<{{}}> = {JAVASCRIPT} satisfies Input;",
        f"// A request.\n{JAVASCRIPT}",
        f"module.exports = {JAVASCRIPT} // end",
        "const name = 'churn';\nlet ModelPackageName = `${name}-1`;\n"
        f"const list = [{{Image: '{IMAGE}'}}];\n"
        "const c = {ModelPackageName, InferenceSpecification: {Containers: [...list]}};\n"
        "new CreateModelPackageCommand({...c, CertifyForMarketplace: true,})",
    ],
)
@pytest.mark.parametrize("file", ["create.ts", "create.mjs"])
def test_javascript(run: Run, file: str, content: str) -> None:
    assert spec(run, file, content) == REQUEST


@pytest.mark.parametrize(
    "options",
    [
        f"--certify-for-marketplace --inference-specification Containers=[{{Image={IMAGE}}}] --model-package-name "
        "churn-1",
        f"--certify-for-marketplace --inference-specification 'Containers=[{{Image={IMAGE}}}]' "
        "--model-package-name=churn-1 --output text > arn.txt",
        "--cli-input-json file://request.json",
        "--cli-input-json file://request.json --model-package-name churn-1; echo done",
        f"--cli-input-json '{json.dumps(REQUEST)}' | jq .",
        "--model-package-name churn-1 \\\n  --certify-for-marketplace \\\n  --inference-specification file://inference.json",
        f'--model-package-name "churn-1" --certify-for-marketplace --inference-specification '
        f'"{{\\"Containers\\": [{{\\"Image\\": \\"{IMAGE}\\"}}]}}"',
    ],
)
@pytest.mark.parametrize("file", ["create.sh", "README"])
def test_a_shell_command(run: Run, file: str, options: str) -> None:
    Path("request.json").write_text(json.dumps(REQUEST), "utf-8")
    Path("inference.json").write_text(json.dumps(CONTAINERS), "utf-8")
    assert spec(run, file, f"set -e\naws sagemaker create-model-package {options}\n") == REQUEST


def test_a_shell_variable_with_several_values_is_a_reference(run: Run) -> None:
    command = 'aws sagemaker create-model-package --model-package-name "$NAME"\n'
    assert spec(run, "a.sh", f"NAME=a\n{command}")["ModelPackageName"] == "a"
    for second in ('NAME="$NAME-b"', "NAME+=b", "export NAME=b"):
        assert spec(run, "a.sh", f"NAME=a\n{second}\n{command}")["ModelPackageName"] == "${NAME}"


OPERATIONS = {"CreateModelPackage": "create_model_package", "CreateAlgorithm": "create_algorithm"}


def in_python(recorded: Sample) -> str:
    return f"request = {recorded.request!r}\nclient.{OPERATIONS[recorded.operation]}(**request)\n"


def in_javascript(recorded: Sample) -> str:
    return f"client.send(new {recorded.operation}Command({json.dumps(recorded.request, indent=2)}))"


def in_a_notebook(recorded: Sample) -> str:
    lines = in_python(recorded).splitlines(keepends=True)
    return json.dumps({"cells": [{"cell_type": "code", "source": lines}], "nbformat": 4})


def in_a_command(recorded: Sample) -> str:
    command = OPERATIONS[recorded.operation].replace("_", "-")
    return f"aws sagemaker {command} --cli-input-json {quote(json.dumps(recorded.request))}\n"


@pytest.mark.parametrize("write", [in_python, in_javascript, in_a_notebook, in_a_command])
@pytest.mark.parametrize("name", NAMES)
def test_real_requests_in_every_language(run: Run, name: str, write: Callable[[Sample], str]) -> None:
    recorded = sample(name)
    Path("request.json").write_text(json.dumps(recorded.request), "utf-8")
    Path("source").write_text(write(recorded), "utf-8")
    alone, wrapped = (
        run("init", "--from", file, "--region", recorded.region).out for file in ("request.json", "source")
    )
    assert yaml.safe_load(wrapped) == yaml.safe_load(alone)


def test_the_region_of_a_command_and_of_a_client(run: Run) -> None:
    for file, content, region in (
        ("a.sh", "aws --region eu-west-1 sagemaker create-algorithm --algorithm-name a", "eu-west-1"),
        ("a.sh", "R=eu-west-2\naws sagemaker create-algorithm --algorithm-name a --region $R", "eu-west-2"),
        ("a.py", "boto3.client('sagemaker', region_name='eu-west-3').create_algorithm(AlgorithmName='a')", "eu-west-3"),
        (
            "a.ts",
            "new Client({region: 'eu-north-1'}).send(new CreateAlgorithmCommand({AlgorithmName: 'a'}))",
            "eu-north-1",
        ),
    ):
        Path(file).write_text(content, "utf-8")
        result = run("init", "--from", file)
        assert (result.code, yaml.safe_load(result.out)["region"]) == (0, region)


def test_columns_count_characters(run: Run) -> None:
    Path("a.py").write_text("c.create_algorithm(AlgorithmDescription='für 🎉', AlgorithmName=name)", "utf-8")
    result = run("init", "--from", "a.py", "--region", "us-east-1")
    assert result.err.splitlines()[0] == "a.py:1:64: AlgorithmName depends on name"


@pytest.mark.parametrize(
    ("file", "content", "message"),
    [
        ("a.py", "x = 1", f"a.py {NO_CALL}\n  {SAVE}"),
        ("a.py", "def f(:", f"a.py {NO_CALL}\n  {SAVE}"),
        ("a.js", "const x = {A: 1}", f"a.js {NO_CALL}\n  {SAVE}"),
        (
            "a.json",
            '{"ModelPackageName": "a" "Tags": []}',
            'a.json:1:26: invalid YAML: expected "," or "}", got value\n'
            "  check the indentation, quotes and brackets up to here",
        ),
        (
            "a.json",
            '{"ModelPackageName": "a", "CertifyForMarketplace": true, "ModelPackageName": "b"}',
            'a.json:1:58: duplicate key "ModelPackageName", first on line 1\n  remove one of the two',
        ),
        (
            "a.py",
            "c.create_algorithm(AlgorithmName='a')\nc.create_algorithm(AlgorithmName='b')",
            "a.py contains 2 requests: 1, 2\n  choose one, for example a.py#1",
        ),
        *(
            (file, content, f"{file} {NO_CALL}\n  {SAVE}")
            for file, content in (
                ("a.py", "a = 'ten chars.'\n" + "a = a + a\n" * 60 + "c.create_algorithm(AlgorithmName=a)"),
                ("a.py", "a = [1]\n" + "a = a + a\n" * 60 + "c.create_algorithm(Tags=a)"),
                ("a.py", "a = [1]\n" + "a.extend(a)\n" * 60 + "c.create_algorithm(Tags=a)"),
                ("a.js", "const a = [1]\n" + "const a = [...a, ...a]\n" * 60 + "c.createAlgorithm({Tags: a})"),
            )
        ),
        (
            "a.sh",
            "aws sagemaker create-algorithm --training-specification file://absent.json",
            "a.sh:1:57: file not found: absent.json (searched in <folder>)\n  check the path",
        ),
    ],
)
def test_code_that_cannot_be_converted(run: Run, tmp_path: Path, file: str, content: str, message: str) -> None:
    Path(file).write_text(content, "utf-8")
    result = run("init", "--from", file, "--region", "us-east-1")
    assert result.err.replace(str(tmp_path), "<folder>") == f"sagemaker-marketplace: {message}\n"
    assert (result.code, result.out) == (2, "")


ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32")


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_encodings(run: Run, encoding: str) -> None:
    request = REQUEST | {"ModelPackageDescription": "für 🎉"}
    Path("request.json").write_bytes(
        json.dumps(request, ensure_ascii=False, indent=2).replace("\n", "\r\n").encode(encoding)
    )
    result = run("init", "--from", "request.json")
    assert (result.code, result.err) == (0, NEXT)
    assert yaml.safe_load(result.out)["spec"] == request


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_standard_input(run: Run, monkeypatch: pytest.MonkeyPatch, encoding: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(json.dumps(REQUEST).encode(encoding))))
    result = run("init", "--from", "-", "m.yaml")
    assert result == (0, "", f"{EDITORS}Wrote m.yaml. Next: sagemaker-marketplace check m.yaml\n")
    lines = Path("m.yaml").read_text("utf-8").splitlines()
    assert lines[1:3] == ["# Written from <stdin>.", "kind: ModelPackage"]


def test_closed_standard_input(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert run("init", "--from", "-") == (
        2,
        "",
        "sagemaker-marketplace: <stdin>:1:1: the file is empty\n  create a manifest with sagemaker-marketplace init\n",
    )


@pytest.mark.parametrize(
    ("region", "expected"),
    [
        ("eu-wst-1", (2, 'sagemaker-marketplace: unknown Region: "eu-wst-1"\n  did you mean eu-west-1?\n')),
        (
            "us-gov-west-1",
            (
                0,
                "error: us-gov-west-1 is in the partition aws-us-gov, which does not support publishing; use a "
                f"commercial Region: us-east-1, us-east-2, us-west-1, us-west-2\n{NEXT}",
            ),
        ),
        (
            "ap-northeast-3",
            (
                0,
                "warning: ap-northeast-3 is not confirmed to support publishing; use ap-northeast-1, or ask AWS "
                f"Marketplace Seller Operations first\n{NEXT}",
            ),
        ),
        ("eu-west-1", (0, NEXT)),
    ],
)
def test_the_region_option(run: Run, region: str, expected: tuple[int, str]) -> None:
    result = run("init", "--region", region)
    assert (result.code, result.err) == expected


def test_terraform_without_the_parser(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "hcl2", None)
    Path("main.tf").write_text('resource "aws_sagemaker_algorithm" "churn" {}', "utf-8")
    assert run("init", "--from", "main.tf") == (
        2,
        "",
        'sagemaker-marketplace: reading Terraform configuration requires the extra "hcl"\n'
        "  use the output of terraform show -json, or run: pip install 'sagemaker-marketplace-action[hcl]'\n",
    )


def test_the_kind_of_a_part(run: Run) -> None:
    Path("part.json").write_text(json.dumps(CONTAINERS), "utf-8")
    for kind, field in (("ModelPackage", "ModelPackageName"), ("Algorithm", "TrainingSpecification")):
        manifest = yaml.safe_load(run("init", "--from", "part.json", "--kind", kind).out)
        assert (manifest["kind"], field in manifest["spec"]) == (kind, True)
        assert manifest["spec"]["InferenceSpecification"]["Containers"] == CONTAINERS["Containers"]
