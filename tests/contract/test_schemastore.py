"""The entry for SchemaStore, its test files, and what an editor shows for the fields of a manifest."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from typing import Any

import botocore.session
import pytest
import yaml
from jsonschema import Draft7Validator
from tests.contract.documents import ROOT

from sagemaker_marketplace.cli import main
from sagemaker_marketplace.manifest import editor_schema, schema

FOLDER = ROOT / "schema" / "schemastore"
ENTRY: dict[str, Any] = json.loads((FOLDER / "catalog-entry.json").read_text("utf-8"))
PUBLISHED: dict[str, Any] = json.loads((ROOT / "schema" / "manifest.schema.json").read_text("utf-8"))
VALIDATOR = Draft7Validator(PUBLISHED)


def test_the_entry_has_the_fields_of_the_catalog() -> None:
    """Source: SchemaStore, src/schemas/json/schema-catalog.json."""
    assert set(ENTRY) == {"name", "description", "fileMatch", "url"}
    # In a release, the identifier has the tag of the version.
    assert ENTRY["url"] == re.sub(r"/(main|v[\d.]+)/", "/v1/", PUBLISHED["$id"])
    assert ENTRY["url"].startswith("https://")


@pytest.mark.parametrize("name", ENTRY["fileMatch"])
def test_the_program_reads_a_file_with_each_name(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / name).write_text("kind: Job\n")
    assert main.run(["check"]) == 1
    assert f"{name}:1:7: error: " in capsys.readouterr().out


def files(folder: str) -> list[Path]:
    return sorted((FOLDER / folder / "sagemaker-marketplace").iterdir())


@pytest.mark.parametrize("path", files("test"), ids=lambda path: path.name)
def test_a_valid_file(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert [error.message for error in VALIDATOR.iter_errors(yaml.safe_load(path.read_text("utf-8")))] == []
    for name in ("model", "validation/input"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / path.name).write_text(path.read_text("utf-8"))
    (tmp_path / "validation" / "input" / "data.csv").write_text("1,2\n")
    (tmp_path / "model" / "model.json").write_text("{}")
    monkeypatch.chdir(tmp_path)
    assert main.run(["check", path.name]) == 0


@pytest.mark.parametrize("path", files("negative_test"), ids=lambda path: path.name)
def test_an_invalid_file(path: Path) -> None:
    errors = VALIDATOR.iter_errors(yaml.safe_load(path.read_text("utf-8")))
    assert sorted({".".join(str(key) for key in error.absolute_path) for error in errors}) == [
        "",
        "rehearsal",
        "spec.InferenceSpecification.Containers",
        "spec.InferenceSpecification.SupportedContentTypes",
        "spec.InferenceSpecification.SupportedTransformInstanceTypes.0",
        "spec.ModelPackageName",
    ]


def test_the_schema_has_only_keywords_of_draft_7() -> None:
    """A strict validator, such as SchemaStore's, refuses others."""
    known = {
        *("$schema", "$id", "$comment", "$ref", "title", "description", "type", "enum", "const", "definitions"),
        *("required", "properties", "additionalProperties", "propertyNames", "minProperties", "maxProperties"),
        *("items", "minItems", "maxItems", "minLength", "maxLength", "pattern", "minimum", "maximum"),
        *("allOf", "anyOf", "if", "then", "else"),
    }
    assert keywords(PUBLISHED) - known == set()


def keywords(node: Any) -> set[str]:
    """The keywords of a schema, without the names of its fields and definitions."""
    if isinstance(node, list):
        return set().union(*(keywords(item) for item in node))
    if not isinstance(node, dict):
        return set()
    found = set(node)
    for key, value in node.items():
        inner = value.values() if key in ("properties", "definitions") else [value]
        found |= set().union(*(keywords(each) for each in inner))
    return found


FIELDS = [(name, field) for name, node in schema.load()["definitions"].items() for field in node.get("properties", ())]


def test_every_field_has_a_description_and_a_link() -> None:
    texts = editor_schema.descriptions()
    used = {f"{name}.{field}" if f"{name}.{field}" in texts else field for name, field in FIELDS}
    assert set(texts) == used
    assert [text for text in texts.values() if not re.fullmatch(r"[A-Z].*[.]", text)] == []
    for name, field in FIELDS:
        described = PUBLISHED["definitions"][name]["else"]["properties"][field]["description"]
        text, url = described.split("\n")
        assert text == texts.get(f"{name}.{field}", texts.get(field))
        assert re.fullmatch(r"https://docs\.aws\.amazon\.com/sagemaker/latest/APIReference/API_\w+\.html#[\w-]+", url)


def test_no_description_is_copied_from_the_service_model() -> None:
    model = botocore.session.get_session().get_service_model("sagemaker")
    documentation = " ".join(
        plain(member.documentation) for name, _ in FIELDS for member in model.shape_for(name).members.values()
    )
    copied = [
        text
        for text in editor_schema.descriptions().values()
        for words in [plain(text).split()]
        if any(" ".join(words[i : i + 7]) in documentation for i in range(len(words) - 6))
    ]
    assert copied == []


def plain(text: str) -> str:
    return " ".join(re.sub(r"<[^>]*>|[^\w\s]", " ", html.unescape(text)).lower().split())
