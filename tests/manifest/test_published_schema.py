"""The published schema accepts the examples and every scalar that the check accepts, in YAML as an editor reads it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft7Validator

from sagemaker_marketplace import plugins
from sagemaker_marketplace.manifest import reader, validation
from sagemaker_marketplace.manifest.findings import Failure

ROOT = Path(__file__).parents[2]
VALIDATOR = Draft7Validator(json.loads((ROOT / "schema" / "manifest.schema.json").read_text(encoding="utf-8")))
GOOD = [
    pytest.param(rule.module.KINDS, example, id=f"{rule.name}-{number}")
    for rule in plugins.rules()
    for number, example in enumerate(rule.module.GOOD)
]


class CoreLoader(yaml.SafeLoader):
    """The core types of YAML 1.2, which editors use: without dates and `yes`, and `1e3` is a number."""


def add_core_type(tag: str, pattern: str, first: str) -> None:
    CoreLoader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(rf"^(?:{pattern})$"), list(first))


CoreLoader.yaml_implicit_resolvers = {}
add_core_type("bool", "true|True|TRUE|false|False|FALSE", "tTfF")
add_core_type("null", "~|null|Null|NULL|", "~nN\0")
add_core_type("int", "[-+]?[0-9]+|0x[0-9a-fA-F]+", "-+0123456789")
add_core_type("float", r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", "-+.0123456789")
CoreLoader.yaml_implicit_resolvers[""] = CoreLoader.yaml_implicit_resolvers["\0"]


def errors(text: str, loader: type[yaml.SafeLoader] = CoreLoader) -> list[str]:
    problems = VALIDATOR.iter_errors(yaml.load(text, loader))  # noqa: S506 # both loaders are safe ones
    return [error.message for error in problems]


@pytest.mark.parametrize("path", sorted((ROOT / "examples").glob("*.yaml")), ids=lambda path: path.name)
@pytest.mark.parametrize("loader", [CoreLoader, yaml.SafeLoader])
def test_examples(path: Path, loader: type[yaml.SafeLoader]) -> None:
    assert errors(path.read_text(encoding="utf-8"), loader) == []


@pytest.mark.parametrize(("kinds", "example"), GOOD)
def test_good_examples_of_rules(kinds: tuple[str, ...], example: str) -> None:
    """Each example is part of a manifest of one of the rule's kinds, without the other required fields."""
    per_kind = [
        [message for message in errors(f"{example}\nkind: {kind}\n") if "is a required property" not in message]
        for kind in kinds
    ]
    assert [] in per_kind, per_kind


MANIFEST = """\
kind: ModelPackage
region: us-east-2
spec:
  ModelPackageName: churn-1
  InferenceSpecification:
    Containers:
      - Image: churn
        Environment:
          VALUE: {}
"""


def check_accepts(text: str) -> bool:
    document = reader.parse("m.yaml", text.encode(), no_files, {"VALUE": "1"})
    return not document.findings and not list(validation.problems(document.data, document.reported_paths))


def no_files(name: str, parent: str) -> tuple[str, bytes]:
    raise Failure(f"file not found: {name}", 2)


@pytest.mark.parametrize(
    "value",
    [
        "1.10",
        "1",
        "-0.5",
        "1e3",
        "0x10",
        "010",
        "true",
        "no",
        "yes",
        "2026-01-31",
        "1_000",
        "'1'",
        '""',
        "${VALUE}",
        "text",
    ],
)
def test_a_string_field_accepts_each_scalar(value: str) -> None:
    text = MANIFEST.format(value)
    assert (check_accepts(text), errors(text)) == (True, [])


@pytest.mark.parametrize("value", ["", "~", "null", "[]", "{}"])
def test_a_string_field_accepts_only_scalars_with_a_value(value: str) -> None:
    text = MANIFEST.format(value)
    assert (check_accepts(text), bool(errors(text))) == (False, True)


@pytest.mark.parametrize(
    ("field", "value", "accepted"),
    [
        ("CertifyForMarketplace", "true", True),
        ("CertifyForMarketplace", "${VALUE}", True),
        ("CertifyForMarketplace", "'true'", False),
        ("CertifyForMarketplace", "yes", False),
        ("SkipModelValidation", "None", True),
        ("SkipModelValidation", "1", False),
        ("ModelPackageVersion", "1", False),
    ],
)
def test_other_fields(field: str, value: str, accepted: bool) -> None:
    assert (errors(f"{MANIFEST.format(1)}  {field}: {value}\n") == []) == accepted
