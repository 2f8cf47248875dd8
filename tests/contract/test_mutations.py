"""Documents with one change: a missing field or a wrong type is invalid, an additional field is for later releases."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from tests.contract import complete_run, documents
from tests.contract.test_recorded import RECORDED

# Free-form values: what AWS's API has as the value of a field.
OPEN = {"existing", "manifest", "request"}
Path = tuple[str | int, ...]


def recorded(document: str) -> list[Any]:
    """One document for each set of fields: of reports all, of events one of each type and set of nested fields."""
    suffix = {"report": ".json", "event": ".jsonl"}[document]
    texts = [path.read_text("utf-8") for path in RECORDED if path.suffix == suffix]
    texts.append("\n".join(complete_run.render(suffix.removeprefix("."))))
    parsed = [json.loads(text) for whole in texts for text in (whole.splitlines() if document == "event" else [whole])]
    return list({tuple(sorted(map(shape, fields(data)))): data for data in parsed}.values())


def shape(path: Path) -> str:
    return ".".join("*" if isinstance(key, int) else key for key in path)


def fields(data: Any, path: Path = ()) -> Iterator[Path]:
    """Yield the path of each field that the schema lists."""
    for key, value in data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ():
        if isinstance(data, dict):
            yield (*path, key)
        is_open = key in OPEN and isinstance(value, (dict, list))
        by_name = key in ("metrics", "metered_units")
        if not is_open and not by_name:
            yield from fields(value, (*path, key))


def parent(data: Any, path: Path) -> Any:
    for key in path[:-1]:
        data = data[key]
    return data


def changes(document: str) -> Iterator[tuple[str, Any, Path]]:
    """Yield each field once, with a copy of a document that has it."""
    seen = set()
    for data in recorded(document):
        for path in fields(data):
            label = f"{data.get('type', 'report')}: {shape(path)}"
            if label not in seen:
                seen.add(label)
                yield label, copy.deepcopy(data), path


REQUIRED_RESULTS = {"manifest", "errors", "warnings", "hidden"}
OPTIONAL = {("shard",), ("fail_on",), ("matrix",)}


@pytest.mark.parametrize("document", ["report", "event"])
def test_every_field_of_the_schema_is_in_a_document(document: str) -> None:
    names = {path[-1] for data in recorded(document) for path in fields(data)}
    schema = documents.published(document).schema
    nodes = [schema, *schema["definitions"].values()]
    assert {name for node in nodes for name in node.get("properties", ())} - names == set()
    assert [documents.error(document, data) for data in recorded(document) if documents.error(document, data)] == []


@pytest.mark.parametrize("document", ["report", "event"])
def test_a_missing_field(document: str) -> None:
    accepted, number = [], 0
    for label, data, path in changes(document):
        of_result = len(path) == 3 and path[0] == "results" and path[2] not in REQUIRED_RESULTS
        is_optional = of_result or path in OPTIONAL
        del parent(data, path)[path[-1]]
        number += 1
        if bool(documents.error(document, data)) == is_optional:
            accepted.append(label)
    assert accepted == []
    assert number > 100


@pytest.mark.parametrize("document", ["report", "event"])
@pytest.mark.parametrize("validator", [documents.strict, documents.published], ids=["strict", "published"])
def test_a_wrong_type(document: str, validator: Any) -> None:
    accepted = []
    for label, data, path in changes(document):
        if path[-1] in OPEN and "differences" in path:
            continue
        parent(data, path)[path[-1]] = {"a": [1]} if path[-1] != "request" else "a"
        if validator(document).is_valid(data):
            accepted.append(label)
    assert accepted == []


@pytest.mark.parametrize("document", ["report", "event"])
def test_an_additional_field(document: str) -> None:
    """An undocumented field is an error in the tests; readers accept it, because a later release can have it."""
    for label, data, path in changes(document):
        parent(data, path)["added_later"] = 1
        validities = (documents.strict(document).is_valid(data), documents.published(document).is_valid(data))
        assert (label, validities) == (label, (False, True))


@pytest.mark.parametrize(
    ("line", "validities"),
    [
        ({"type": "note", "manifest": "", "text": ""}, (True, True)),
        ({"type": "added_later", "manifest": ""}, (False, True)),
        ({"type": "added_later"}, (False, False)),
        ({"manifest": ""}, (False, False)),
        ([], (False, False)),
    ],
    ids=str,
)
def test_types_of_events(line: Any, validities: tuple[bool, bool]) -> None:
    assert (documents.strict("event").is_valid(line), documents.published("event").is_valid(line)) == validities


def test_a_value_of_a_later_release() -> None:
    (data,) = [data for data in recorded("event") if data["type"] == "stage_started"][:1]
    data["stage"] = "publish"
    assert (documents.strict("event").is_valid(data), documents.published("event").is_valid(data)) == (False, True)


@pytest.mark.parametrize("version", [0, 2, "1", None])
def test_the_version(version: Any) -> None:
    for document, data in (("report", recorded("report")[0]), ("event", recorded("event")[0])):
        assert documents.published(document).is_valid(data)
        data["schema_version"] = version
        assert not documents.published(document).is_valid(data)
