"""The published schema accepts an instance type exactly if the check does, wherever a manifest names one."""

from __future__ import annotations

import copy
import json
import pathlib
import shutil
from collections.abc import Sequence
from typing import Any

import botocore.session
import pytest
from jsonschema import Draft7Validator
from tests.contract.documents import ROOT

from sagemaker_marketplace.check import check
from sagemaker_marketplace.facts.facts import FOLDER, Facts
from sagemaker_marketplace.manifest import reader

PUBLISHED: dict[str, Any] = json.loads((ROOT / "schema" / "manifest.schema.json").read_text("utf-8"))
SHAPES = ("TrainingInstanceType", "TransformInstanceType", "ProductionVariantInstanceType")
REFERENCES = [f"#/definitions/{shape}" for shape in SHAPES]
MODEL = botocore.session.get_session().get_service_model("sagemaker")
# Types that any of the three sources knows for any use, and some that none does.
TYPES = sorted(
    {
        *Facts().all_types(),
        *(name for shape in SHAPES for name in MODEL.shape_for(shape).enum),
        *(name for shape in SHAPES for name in PUBLISHED["definitions"][shape]["anyOf"][0]["enum"]),
        *("ml.q9.large", "m5.large", "ml.m5", "ML.M5.LARGE"),
    }
)
PROFILE = ("ValidationSpecification", "ValidationProfiles", 0)
CONFIG = (*PROFILE, "TrainingJobDefinition", "ResourceConfig")
RESOURCES = (*PROFILE, "TransformJobDefinition", "TransformResources", "InstanceType")
# Each field of a manifest that is an instance type, or a list of them; 0 is a list with one item.
FIELDS = [
    ("ModelPackage", ("InferenceSpecification", "SupportedTransformInstanceTypes", 0), "TransformInstanceType"),
    ("ModelPackage", ("InferenceSpecification", "SupportedRealtimeInferenceInstanceTypes", 0), SHAPES[2]),
    ("ModelPackage", RESOURCES, "TransformInstanceType"),
    ("Algorithm", ("TrainingSpecification", "SupportedTrainingInstanceTypes", 0), "TrainingInstanceType"),
    ("Algorithm", (*CONFIG, "InstanceType"), "TrainingInstanceType"),
    ("Algorithm", (*CONFIG, "InstanceGroups", 0, "InstanceType"), "TrainingInstanceType"),
    ("Algorithm", (*CONFIG, "InstancePreferences", 0, "InstanceType"), "TrainingInstanceType"),
    ("Algorithm", RESOURCES, "TransformInstanceType"),
]
Path = tuple[str | int, ...]


def manifest(kind: str, path: Path, value: str) -> dict[str, Any]:
    spec: Any = value
    for key in reversed(path):
        spec = [spec] if isinstance(key, int) else {key: spec}
    return {"kind": kind, "region": "us-east-1", "spec": spec}


def refused_by_check(data: dict[str, Any], facts: Facts) -> list[Path]:
    document = reader.parse("m.json", json.dumps(data).encode(), no_files, {})
    found = check.findings(document, facts, ["unknown-instance-type"])
    return [finding.path for finding in found if finding.rule in ("unknown-instance-type", "invalid-value")]


def no_files(name: str, _relative_to: str) -> tuple[str, bytes]:
    raise FileNotFoundError(name)


def refused_by_schema(data: dict[str, Any], published: Draft7Validator) -> list[Path]:
    """The paths of invalid values; a missing field is not one."""
    return [tuple(error.absolute_path) for error in published.iter_errors(data) if error.validator == "anyOf"]


def disagreements(
    kind: str, path: Path, shape: str, facts: Facts, schema: dict[str, Any], types: Sequence[str] = TYPES
) -> list[str]:
    """The types about which check, published schema and installed SDK do not agree in one field."""
    published, valid = Draft7Validator(schema), set(MODEL.shape_for(shape).enum)
    found = []
    for name in types:
        data = manifest(kind, path, name)
        refused = [] if name in valid else [("spec", *path)]
        if (refused_by_check(data, facts), refused_by_schema(data, published)) != (refused, refused):
            found.append(name)
    return found


@pytest.mark.parametrize(("kind", "path", "shape"), FIELDS, ids=lambda value: str(value[-1]))
def test_every_type_in_every_field(kind: str, path: Path, shape: str) -> None:
    assert 0 < len(MODEL.shape_for(shape).enum) < len(TYPES)
    assert disagreements(kind, path, shape, Facts(), PUBLISHED) == [], "run `make facts` and `make schema`"


def test_every_field_of_a_type_is_tested() -> None:
    definitions = PUBLISHED["definitions"]
    lists = {
        name for name, node in definitions.items() if node.get("else", {}).get("items", {}).get("$ref") in REFERENCES
    }
    referring = {*REFERENCES, *(f"#/definitions/{name}" for name in lists)}
    fields = {
        field
        for node in definitions.values()
        for field, of in node.get("else", {}).get("properties", {}).items()
        if of.get("$ref") in referring
    }
    # The service sets SelectedInstanceType, which another rule reports.
    tested = {[key for key in path if isinstance(key, str)][-1] for _, path, _ in FIELDS}
    assert fields == {*tested, "SelectedInstanceType"}


LARGE = "ml.m5.large"


@pytest.mark.parametrize("stale", ["facts", "schema", "both"])
@pytest.mark.parametrize("field", [0, 1, 3], ids=["transform", "realtime", "training"])
def test_an_update_of_the_sdk_alone_is_found(stale: str, field: int, tmp_path: pathlib.Path) -> None:
    """Facts and schema as an SDK without one of the types has made them."""
    kind, path, shape = FIELDS[field]
    facts, schema = Facts(), copy.deepcopy(PUBLISHED)
    if stale != "schema":
        shutil.copytree(FOLDER, tmp_path / "facts")
        file = tmp_path / "facts" / "instance-types.json"
        file.write_text(file.read_text("utf-8").replace(f'"{LARGE}", ', ""), "utf-8")
        facts = Facts(tmp_path / "facts")
    if stale != "facts":
        schema["definitions"][shape]["anyOf"][0]["enum"].remove(LARGE)
    assert disagreements(kind, path, shape, facts, schema, [LARGE, *TYPES[::20]]) == [LARGE]
