"""The generated files in the repository are up to date."""

from __future__ import annotations

import json
import re
from pathlib import Path

import botocore.session
import pytest
from jsonschema import Draft7Validator
from scripts import command_docs, make_contract_docs, make_docs, make_fields_docs, make_schema

from sagemaker_marketplace.cli import main
from sagemaker_marketplace.manifest import editor_schema
from sagemaker_marketplace.report.contract import schemas

ROOT = Path(__file__).parent.parent.parent


def test_action_yml_and_tables_are_generated() -> None:
    assert (ROOT / "action.yml").read_text(encoding="utf-8") == make_docs.action()
    for page in make_docs.PAGES:
        text = page.read_text(encoding="utf-8")
        assert make_docs.fill(text) == text


def test_the_pages_of_the_json_documents_are_generated() -> None:
    for name, text in make_contract_docs.pages().items():
        assert (make_contract_docs.REFERENCE / name).read_text(encoding="utf-8") == text


def test_the_pages_of_the_manifest_are_generated() -> None:
    for name, text in make_fields_docs.pages().items():
        assert (make_fields_docs.REFERENCE / name).read_text(encoding="utf-8") == text


def test_each_option_of_the_help_has_a_row(capsys: pytest.CaptureFixture[str]) -> None:
    page = command_docs.sections()
    for command in main.COMMANDS:
        assert main.run([command, "--help"]) == 0
        printed = re.findall(r"^  (--[a-z-]+)", capsys.readouterr().out, re.MULTILINE)
        section = page.split(f"## {command}\n")[1].split("\n## ")[0]
        assert sorted(re.findall(r"^\| `(--[a-z-]+)", section, re.MULTILINE)) == sorted(printed)


def test_the_schemas_of_the_json_documents_are_generated() -> None:
    for path, schema in ((make_schema.REPORT, schemas.report_schema()), (make_schema.EVENT, schemas.event_schema())):
        assert json.loads(path.read_text(encoding="utf-8")) == schema


def test_the_schemas_are_generated_from_the_installed_service_model() -> None:
    built = make_schema.build(botocore.session.get_session().get_service_model("sagemaker"))
    packaged, published = (
        json.loads(path.read_text(encoding="utf-8")) for path in (make_schema.PACKAGED, make_schema.PUBLISHED)
    )
    assert (packaged, published) == (built, editor_schema.build(built))
    Draft7Validator.check_schema(packaged)
    Draft7Validator.check_schema(published)


def test_the_schema_contains_no_descriptions_of_the_service_model() -> None:
    definitions = json.loads((ROOT / "schema" / "manifest.schema.json").read_text(encoding="utf-8"))["definitions"]
    descriptions = {name: item.get("else", item).get("description", "") for name, item in definitions.items()}
    links = [name for name, text in descriptions.items() if text.startswith("https://docs.aws.amazon.com/")]
    others = {name for name, text in descriptions.items() if text and name not in links}
    assert {"CreateModelPackageInput", "CreateAlgorithmInput"} <= set(descriptions)
    assert others == set()
    assert len(links) > 50
