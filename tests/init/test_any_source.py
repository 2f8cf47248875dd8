"""`init --from` with any data and any characters: a manifest that `check` reads, or a message."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.init.conftest import Run

KEYS = st.sampled_from(
    (
        *(
            "Type",
            "Properties",
            "Arguments",
            "values",
            "detail",
            "detail-type",
            "type",
            "Parameters",
            "Default",
            "Name",
        ),
        *("Ref", "Get", "Fn::Sub", "Fn::Join", "Std:Join", "On", "Values", "spec", "kind", "ModelPackageName", "Tags"),
        *("InferenceSpecification", "TrainingSpecification", "Containers", "Image", "image", "training_specification"),
    )
)
SCALARS = st.sampled_from(
    (
        *("AWS::SageMaker::ModelPackage", "RegisterModel", "aws_sagemaker_algorithm", "AWS::NoValue", "ModelPackage"),
        *("SageMaker Model Package State Change", "${A", "${A}", "$", "", "// x", "{{ x }}", None, True, 0, 1.5),
    )
)
DATA = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=DATA, form=st.sampled_from((json.dumps, yaml.safe_dump)))
def test_any_data_gives_a_manifest_or_a_message(run: Run, data: Any, form: Callable[[Any], str]) -> None:
    Path("source").write_text(form(data), "utf-8")
    result = run("init", "--from", "source", "--region", "us-east-1")
    if result.code == 0:
        Path("m.yaml").write_text(result.out, "utf-8")
        assert run("check", "m.yaml").code in (0, 1)
    else:
        assert result.code == 2
        assert result.err.startswith("sagemaker-marketplace: ")
    assert run("check", "source").code == 1


TOKENS = st.sampled_from(
    (
        *(
            "{",
            "}",
            "[",
            "]",
            ":",
            ": ",
            ",",
            "\n",
            "  ",
            "- ",
            "? ",
            "!Ref ",
            "!Sub ",
            "!!int ",
            "! ",
            "&a ",
            "*a",
            "<<: ",
        ),
        *("{{ x }}", "{%", "<%", "//", "/*", "# ", "'", '"', "const x = ", "resource ", "aws sagemaker ", "None", "\t"),
        *(
            "Type: AWS::SageMaker::ModelPackage",
            "Properties: ",
            "ModelPackageName",
            "InferenceSpecification",
            "\ufeff",
            "\0",
        ),
        *(
            "create_model_package(",
            "new CreateAlgorithmCommand(",
            "aws sagemaker create-algorithm ",
            "--algorithm-name ",
        ),
        *("(", ")", "**", "...", "`", "${", "$(", "=", "\\", 'resource "aws_sagemaker_algorithm" "a" {', "x = {}"),
    )
)
FILES = st.sampled_from(("source", "source.py", "source.ts", "source.sh", "source.tf"))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tokens=st.lists(TOKENS, max_size=30), encoding=st.sampled_from(("utf-8", "utf-16")), file=FILES)
def test_any_characters_give_a_manifest_or_a_message(run: Run, tokens: list[str], encoding: str, file: str) -> None:
    Path(file).write_bytes("".join(tokens).encode(encoding))
    result = run("init", "--from", file, "--region", "us-east-1")
    assert result.code in (0, 2)
    if result.code == 0:
        Path("m.yaml").write_text(result.out, "utf-8")
        assert run("check", "m.yaml").code in (0, 1)
    assert run("check", file).code == 1
