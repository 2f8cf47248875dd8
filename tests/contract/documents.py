"""Validates JSON reports and JSON lines strictly: a field or value that the schema does not list is an error."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator
from jsonschema.exceptions import best_match

from sagemaker_marketplace.report.contract import schemas

ROOT = Path(__file__).parents[2]
FILES = {"report": ROOT / "schema" / "report.v1.schema.json", "event": ROOT / "schema" / "event.v1.schema.json"}
SCHEMAS = {"report": schemas.report_schema, "event": schemas.event_schema}


@cache
def strict(document: str) -> Draft7Validator:
    """The validator of `report` or `event` that accepts only what this version prints."""
    return Draft7Validator(SCHEMAS[document](is_strict=True))


@cache
def published(document: str) -> Draft7Validator:
    """The validator of the published file."""
    return Draft7Validator(json.loads(FILES[document].read_text("utf-8")))


def error(document: str, data: Any) -> str:
    """What is wrong with a document; empty if it is valid in both schemas."""
    errors = [*strict(document).iter_errors(data), *published(document).iter_errors(data)]
    found = best_match(errors)
    return f"{found.json_path}: {found.message}" if found else ""


@cache
def of_type(event_type: str) -> Draft7Validator:
    """The strict validator of one type of events, which is faster than that of all."""
    schema = strict("event").schema
    (name,) = (
        name
        for name, node in schema["definitions"].items()
        if node["properties"].get("type", {}).get("const") == event_type
    )
    return Draft7Validator({**schema["definitions"][name], "definitions": schema["definitions"]})


def errors(lines: Iterable[str]) -> list[str]:
    """What is wrong with JSON lines, and with their first and last one."""
    events = [json.loads(line) for line in lines]
    found = [f"{event}: {error.message}" for event in events for error in of_type(event["type"]).iter_errors(event)]
    types = [event["type"] for event in events]
    if (types[:1], types[-1:]) != (["run_started"], ["run_finished"]) or types.count("run_started") != 1:
        found.append(f"not a complete run: {types}")
    return found


def as_json(data: Any) -> Any:
    """A document as a reader gets it."""
    return json.loads(json.dumps(data, default=str))
