"""Files of the `rehearsal` block: what `check` and `rehearse` report; other commands ignore them."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.check.rehearsal_workspace import LFS_HINT, OUTSIDE, PACK, SEARCHED, Found, findings, workspace

from sagemaker_marketplace.cli import main


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return workspace(tmp_path)


@pytest.mark.parametrize("is_required", [True, False])
def test_files_that_can_be_used(root: Path, is_required: bool) -> None:
    expect = {"output": "data/a.csv", "schema": "schema.json"}
    assert findings(root, {"model": "model/", "input": "data", "expect": expect}, is_required) == []
    expect = {"output": "data", "schema": "draft7.json"}
    assert findings(root, {"model": "model.tar.gz", "input": "data/a.csv", "expect": expect}, is_required) == []
    assert findings(root, {"model": "none", "image": "no-file", "patience": 5, "expect": {}}, is_required) == []


@pytest.mark.parametrize(
    ("field", "name", "expected"),
    [
        ("model", "modle", ("warning", f"file or folder not found: modle {SEARCHED}", "did you mean model?")),
        ("model", "None", ("error", f"file or folder not found: None {SEARCHED}", "write none in lowercase")),
        ("model", "model.zip", ("error", "model.zip is neither a folder nor a gzip archive", PACK)),
        ("model", "empty.tar.gz", ("error", "empty.tar.gz is neither a folder nor a gzip archive", PACK)),
        (
            "model",
            "pointer.tar.gz",
            ("info", "pointer.tar.gz is a pointer of Git LFS, not its content", LFS_HINT),
        ),
        ("model", "pipe", ("error", "pipe is a FIFO, not a file or folder", "use a file or a folder")),
        ("model", "../../outside", ("error", "../../outside is outside the workspace", OUTSIDE)),
        ("model", "out", ("error", "out is outside the workspace", OUTSIDE)),
        ("model", "/etc", ("error", "/etc is outside the workspace", OUTSIDE)),
        ("model", "../.git/config", ("error", "../.git/config is in .git", "use a file of the repository's content")),
        ("model", "a\0b", ("error", "invalid file name: 'a\\x00b'", "use a file or a folder")),
        (
            "model",
            "~/model",
            (
                "error",
                f"file or folder not found: ~/model {SEARCHED}",
                "use a path relative to the manifest; ~ is not expanded",
            ),
        ),
        (
            "input",
            "C:\\data\\a.csv",
            ("error", f"file or folder not found: C:\\data\\a.csv {SEARCHED}", "use slashes: C:/data/a.csv"),
        ),
        (
            "input",
            "s3://b/input/",
            (
                "error",
                f"file or folder not found: s3://b/input/ {SEARCHED}",
                "use the path of a local file or folder; a location in S3 belongs in spec",
            ),
        ),
        (
            "input",
            "data/b.csv",
            ("warning", f"file or folder not found: data/b.csv {SEARCHED}", "did you mean data/a.csv?"),
        ),
        ("input", "empty", ("info", "empty has no files", "add at least one file with test data")),
        ("input", "hidden", ("info", "hidden has no files", "add at least one file with test data")),
        ("input", "pointers", ("info", "pointers/a.csv is a pointer of Git LFS, not its content", LFS_HINT)),
        ("input", ".", ("error", "./out is outside the workspace", OUTSIDE)),
        (
            "expect.output",
            "expected.csv",
            ("error", f"file or folder not found: expected.csv {SEARCHED}", "check the path"),
        ),
        (
            "expect.output",
            "pointers/a.csv",
            ("info", "pointers/a.csv is a pointer of Git LFS, not its content", LFS_HINT),
        ),
        (
            "expect.schema",
            "shcema.json",
            ("error", f"file or folder not found: shcema.json {SEARCHED}", "did you mean schema.json?"),
        ),
        ("expect.schema", "model", ("error", "model is a directory, not a file", "use a file with a JSON Schema")),
    ],
)
def test_a_file_that_cannot_be_used(root: Path, field: str, name: str, expected: Found) -> None:
    first, _, last = field.partition(".")
    block = {first: {last: name} if last else name}
    assert findings(root, block) == [(field, *expected)]
    assert findings(root, block, is_required=True) == [(field, "error", *expected[1:])]


@pytest.mark.parametrize("field", ["model", "input"])
def test_model_and_input_can_be_created_after_the_check(root: Path, field: str) -> None:
    message = f"file or folder not found: build/out {SEARCHED}"
    hint = "create it before the rehearsal, or correct the path"
    assert findings(root, {field: "build/out"}) == [(field, "info", message, hint)]
    assert findings(root, {field: "build/out"}, is_required=True) == [(field, "error", message, "check the path")]


DEEP = '{"not":' * 900 + "{}" + "}" * 900


@pytest.mark.parametrize(
    ("content", "message", "hint"),
    [
        ("", "is not valid JSON: Expecting value in line 1, column 1", "correct the file"),
        ('{\n"type": ', "is not valid JSON: Expecting value in line 2, column 9", "correct the file"),
        ("[" * 100_000, "is nested too deeply", "reduce the nesting"),
        (DEEP, "is nested too deeply", "reduce the nesting"),
        ("[]", "is not a JSON Schema: it is not an object", "write an object with keywords"),
        ('{"$schema": 5}', "is not a JSON Schema: $schema is not a string", "write the dialect's URI"),
        ('{"$schema": "http://[::1"}', "is not a JSON Schema: invalid $schema", "write the dialect's URI"),
        ('{"type": "strin"}', "is not a JSON Schema: invalid $.type", "correct the keyword"),
        (
            '{"properties": {"a": {"minimum": "1"}}}',
            "is not a JSON Schema: invalid $.properties.a.minimum",
            "correct the keyword",
        ),
        ('"' + "a" * 1_048_576 + '"', "is too large (maximum 1,048,576 bytes)", "use a shorter JSON Schema"),
    ],
)
def test_a_file_that_is_not_a_json_schema(root: Path, content: str, message: str, hint: str) -> None:
    (root / "sub" / "schema.json").write_text(content)
    found = findings(root, {"expect": {"schema": "schema.json"}})
    assert found == [("expect.schema", "error", f"schema.json {message}", hint)]


def test_a_json_schema_of_the_maximum_size(root: Path) -> None:
    (root / "sub" / "schema.json").write_text("{}".ljust(1_048_576))
    assert findings(root, {"expect": {"schema": "schema.json"}}) == []


def test_gigabytes_are_not_read(root: Path) -> None:
    with (root / "sub" / "model.tar.gz").open("r+b") as file:
        file.truncate(1 << 40)
    (root / "sub" / "data" / "b.csv").touch()
    os.truncate(root / "sub" / "data" / "b.csv", 1 << 40)
    block = {"model": "model.tar.gz", "input": "data", "expect": {"output": "data/b.csv"}}
    assert findings(root, block, is_required=True) == []


def test_a_name_that_is_too_long_is_left_to_the_schema(root: Path) -> None:
    assert findings(root, {"model": "a/" * 600, "input": "a" * 1025}) == []


def test_a_json_schema_in_another_encoding(root: Path) -> None:
    (root / "sub" / "schema.json").write_bytes(b'{"title": "\xff"}')
    found = findings(root, {"expect": {"schema": "schema.json"}})
    assert found == [("expect.schema", "error", "schema.json is not valid JSON", "save it as JSON in UTF-8")]


@pytest.mark.parametrize("content", ["true", "{}", '{"$schema": "https://example.com/mine"}', '{"pattern": "("}'])
def test_a_file_that_is_a_json_schema(root: Path, content: str) -> None:
    (root / "sub" / "schema.json").write_text(content)
    assert findings(root, {"expect": {"schema": "schema.json"}}) == []


@pytest.mark.parametrize(
    "block", [[], "x", {"model": {}, "input": ["a", "b"], "expect": "x"}, {"model": "", "expect": {"schema": None}}]
)
def test_a_block_of_another_type_has_other_findings(root: Path, block: Any) -> None:
    assert findings(root, block) == []


@pytest.mark.parametrize(
    ("command", "severity"), [("check", "info"), ("rehearse", "error"), ("plan", None), ("create", None)]
)
def test_commands(
    command: str,
    severity: str | None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    text = "kind: ModelPackage\nregion: us-east-2\nrehearsal: {model: build, patience: 1801}\nspec: {}\n"
    (tmp_path / "m.yaml").write_text(text)
    main.run([command, "m.yaml"])
    printed = [line for line in capsys.readouterr().out.splitlines() if "[rehearsal-" in line]
    too_long = "patience is longer than the 30 minutes that a transform job waits for the container"
    expected = [
        f"m.yaml:3:20: {severity}: file or folder not found: build (searched in {tmp_path}) [rehearsal-file]",
        f"m.yaml:3:37: warning: {too_long} [rehearsal-patience-too-long]",
    ]
    assert printed == (expected if severity else [])


parts = st.sampled_from(
    ["model", "data", "a.csv", "..", ".", "", "~", "pipe", "out", "modle", "\\", "loop", "\0", "\udcff", "é"]
)
paths = st.lists(parts | st.text(max_size=3), min_size=1, max_size=5).map("/".join) | st.text(max_size=300)
blocks = st.fixed_dictionaries(
    {},
    optional={
        "model": paths,
        "input": paths,
        "expect": st.fixed_dictionaries({}, optional={"output": paths, "schema": paths}),
    },
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(block=blocks, is_required=st.booleans())
def test_any_path_is_a_file_or_has_a_finding(root: Path, block: dict[str, Any], is_required: bool) -> None:
    (root / "sub" / "loop").unlink(missing_ok=True)
    (root / "sub" / "loop").symlink_to("loop")
    for field, severity, message, _ in findings(root, block, is_required):
        assert field in ("model", "input", "expect.output", "expect.schema")
        assert message
        assert severity in ({"error"} if is_required else {"error", "warning", "info"})


schemas = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=4)
    | st.sampled_from(["object", "a{99999999999}", "(", "http://[::1"]),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from(["type", "properties", "$ref", "$schema", "pattern", "items", "not"]), inner)
    ),
    max_leaves=10,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(schema=schemas)
def test_any_json_is_a_schema_or_has_a_finding(root: Path, schema: Any) -> None:
    (root / "sub" / "schema.json").write_text(json.dumps(schema))
    found = findings(root, {"expect": {"schema": "schema.json"}})
    assert [each[:2] for each in found] in ([], [("expect.schema", "error")])
