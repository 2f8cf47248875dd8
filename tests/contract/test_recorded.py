"""The recorded runs agree with the schemas, and every field and every kind of document is recorded."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from jsonschema import Draft7Validator
from tests.contract import documents

from sagemaker_marketplace.plan.plan import Decision
from sagemaker_marketplace.report.contract import events as contract
from sagemaker_marketplace.report.contract import schemas, terms
from sagemaker_marketplace.report.events import Event
from sagemaker_marketplace.report.formats import jsonl
from sagemaker_marketplace.settings import option, options

REPORT_TESTS = Path(__file__).parents[1] / "report"
RECORDED = sorted(
    path for folder in ("expected", "rehearsals") for path in (REPORT_TESTS / folder).iterdir() if "json" in path.suffix
)


def name(path: Path) -> str:
    return path.name


@pytest.mark.parametrize("path", [path for path in RECORDED if path.suffix == ".json"], ids=name)
def test_reports(path: Path) -> None:
    assert documents.error("report", json.loads(path.read_text("utf-8"))) == ""


@pytest.mark.parametrize("path", [path for path in RECORDED if path.suffix == ".jsonl"], ids=name)
def test_lines(path: Path) -> None:
    lines = path.read_text("utf-8").splitlines()
    assert documents.errors(lines) == []
    assert [problem for line in lines if (problem := documents.error("event", json.loads(line)))] == []


@pytest.mark.parametrize("document", documents.FILES)
def test_the_published_schemas_are_valid_and_describe_every_field(document: str) -> None:
    schema = documents.published(document).schema
    Draft7Validator.check_schema(schema)
    assert schema["$id"].endswith(f"/schema/{documents.FILES[document].name}")
    assert [
        path for path, node in properties(schema) if path.rpartition(".")[2] != "type" and not described(node)
    ] == []
    assert [name for name, node in schema["definitions"].items() if not node.get("description")] == []


def described(node: dict[str, Any]) -> bool:
    return bool(node.get("description", "").endswith("."))


def properties(node: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each property of a schema with its path, but not those of the open branch for later events."""
    for key, inner in node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ():
        if key == "properties":
            yield from ((f"{path}.{name}", field) for name, field in inner.items())
        yield from properties(inner, f"{path}.{key}")


def test_every_event_has_a_type_in_the_contract() -> None:
    in_contract = [schemas.event_type(event) for event in contract.EVENTS]
    assert sorted(in_contract) == sorted({"run_started", "run_finished", *jsonl.TYPES.values()})
    assert set(jsonl.TYPES) == set(get_args(Event))


# Fields that only formats for people need.
NOT_PRINTED = {("plan", "show_request"), ("failure", "title")}


@pytest.mark.parametrize("event", jsonl.TYPES, ids=jsonl.TYPES.__getitem__)
def test_every_field_of_an_event_is_in_the_contract(event: type[Any]) -> None:
    event_type = jsonl.TYPES[event]
    by_type = {schemas.event_type(each): each for each in contract.EVENTS}
    fields = {field.name for field in dataclasses.fields(event)} - {
        field for of, field in NOT_PRINTED if of == event_type
    }
    assert fields - set(by_type[event_type].__annotations__ | inherited(by_type[event_type])) == set()


def inherited(of: type) -> dict[str, Any]:
    return {
        field: None
        for base in getattr(of, "__orig_bases__", ())
        for field in {**base.__annotations__, **inherited(base)}
    }


@pytest.mark.parametrize(
    ("known", "used"),
    [
        (terms.COMMANDS, option.RUNS),
        (terms.DECISIONS, tuple(Decision)),
        (terms.EXIT_CODES, tuple(options.EXIT_CODES)),
    ],
    ids=["commands", "decisions", "exit codes"],
)
def test_the_known_values_are_those_of_the_program(known: tuple[Any, ...], used: tuple[Any, ...]) -> None:
    assert known == used
