"""Recorded reports survive a merge. Whatever a report contains, a merge ends with an exit code and harmless text."""

from __future__ import annotations

import copy
import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.contract import complete_run, documents
from tests.contract.test_recorded import RECORDED

from sagemaker_marketplace.manifest.findings import Failure
from sagemaker_marketplace.merge import command, files, rebuild, table
from sagemaker_marketplace.merge.files import ReportFile
from sagemaker_marketplace.merge.reports import merge
from sagemaker_marketplace.report import output_values
from sagemaker_marketplace.report.contract.terms import EXIT_CODES

COMPLETE = {**json.loads("\n".join(complete_run.render("json"))), "shard": "1/1"}
REPORTS = {path.stem: json.loads(path.read_text("utf-8")) for path in RECORDED if path.suffix == ".json"}
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\ud800-\udfff]|^ *::|##\\[")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize("name", ["complete", *REPORTS])
def test_a_report_survives_a_merge(name: str) -> None:
    data = REPORTS.get(name, COMPLETE)
    merged = merge([ReportFile("a.json", data)], [], 1).data
    ordered = {
        key: sorted(data[key], key=lambda entry: (not entry["manifest"], entry["manifest"]))
        for key in ("findings", "failures", "results")
    }
    assert merged == {**{key: value for key, value in data.items() if key not in ("shard", "matrix")}, **ordered}
    assert documents.error("report", merged) == ""
    rebuilt = rebuild.report(merged).as_data()
    assert (rebuilt["findings"], rebuilt["failures"]) == (merged["findings"], merged["failures"])
    plans = [result.get("plan") for result in rebuilt["results"]]
    assert plans == [result.get("plan") for result in merged["results"]]


def paths(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [path, *(found for key, value in inner for found in paths(value, (*path, key)))]


PATHS = paths(COMPLETE)[1:]


def changed(changes: list[tuple[tuple[Any, ...], Any]]) -> Any:
    """The complete report with some values replaced; a path that a change has removed is left out."""
    data: Any = copy.deepcopy(COMPLETE)
    for path, value in changes:
        parent = data
        try:
            for key in path[:-1]:
                parent = parent[key]
            parent[path[-1]] = copy.deepcopy(value)
        except (KeyError, IndexError, TypeError):
            continue
    return data


@given(JSON)
def test_any_json(data: Any) -> None:
    with pytest.raises(Failure) as caught:
        files.parse("a.json", json.dumps(data).encode())
    assert caught.value.exit_code == 2


@given(st.binary())
def test_any_bytes(content: bytes) -> None:
    with pytest.raises(Failure):
        files.parse("a.json", content)


@given(st.lists(st.tuples(st.sampled_from(PATHS), JSON), max_size=4), st.lists(st.tuples(st.sampled_from(PATHS), JSON)))
def test_any_reports(first: list[tuple[tuple[Any, ...], Any]], second: list[tuple[tuple[Any, ...], Any]]) -> None:
    read = []
    try:
        for name, changes in (("a.json", first), ("b.json", second)):
            read.append(ReportFile(name, files.parse(name, json.dumps(changed(changes)).encode())))
        merged = merge(read, [], 0)
    except Failure:
        return
    assert merged.data["exit_code"] in EXIT_CODES
    assert merged.report.exit_code == merged.data["exit_code"]
    assert documents.error("report", merged.data) == ""
    printed = [*table.lines(merged), *command.render("github", merged)]
    assert [line for line in printed if _UNSAFE.search(line.removeprefix("::"))] == []
    for output_format in ("json", "summary", "junit", "sarif", "markdown", "text"):
        "\n".join(command.render(output_format, merged)).encode()
    json.loads(output_values.results(merged.report))


def test_a_report_is_never_better_than_its_parts(tmp_path: Path) -> None:
    for code in EXIT_CODES:
        data = {**REPORTS["success"], "exit_code": code}
        other = {**REPORTS["success"], "results": [{**REPORTS["success"]["results"][0], "manifest": "other.yaml"}]}
        assert merge([ReportFile("a.json", data), ReportFile("b.json", other)], [], 0).data["exit_code"] == code
