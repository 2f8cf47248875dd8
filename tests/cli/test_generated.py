"""The generated files in the repository are up to date."""

from __future__ import annotations

import json
from pathlib import Path

import botocore.session
from jsonschema import Draft7Validator
from scripts import make_docs, make_schema

from sagemaker_marketplace.manifest import editor_schema

ROOT = Path(__file__).parent.parent.parent


def test_action_yml_and_tables_are_generated() -> None:
    assert (ROOT / "action.yml").read_text(encoding="utf-8") == make_docs.action()
    for page in make_docs.PAGES:
        text = page.read_text(encoding="utf-8")
        assert make_docs.fill(text) == text


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
    assert others == {"Variable"}
    assert len(links) > 50
