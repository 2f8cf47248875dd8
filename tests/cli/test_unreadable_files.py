"""Files that can't be stored in the repository: too large, too deep, links, devices, folders and unusual names."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from sagemaker_marketplace.cli import main
from sagemaker_marketplace.report.rule_pages import url

Check = Callable[..., tuple[int, str]]


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "workspace"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def check(workspace: Path, capsys: pytest.CaptureFixture[str]) -> Check:
    def run_check(*arguments: str) -> tuple[int, str]:
        code = main.run(["check", *arguments])
        printed = capsys.readouterr()
        assert printed.err == ""
        return code, printed.out.replace(str(workspace), "<workspace>").replace(str(workspace.parent), "<outside>")

    return run_check


def failure(name: str, why: str, hint: str) -> tuple[int, str]:
    return 2, f"sagemaker-marketplace: {name} {why}\n  {hint}\n"


def not_found(name: str, hint: str = "check the path") -> tuple[int, str]:
    return failure("file not found:", f"{name} (searched in <workspace>)", hint)


def only_finding(message: str, hint: str, source: str = "", line: int = 1, column: int = 1) -> tuple[int, str]:
    rule = message.partition("[")[2].removesuffix("]")
    head = f"m.yaml:{line}:{column}: error: {message}"
    lines = [head, *source.splitlines(), f"    {hint}", f"    {url(rule)}"]
    return 1, "\n".join([*lines, "1 manifest checked: 1 error, 0 warnings", ""])


def test_300_000_brackets(check: Check, workspace: Path) -> None:
    (workspace / "m.yaml").write_text("[" * 300_000)
    source = f"  1 | {'[' * 160}…\n    | {' ' * 50}^"
    message = "nested deeper than 50 levels [manifest-depth]"
    assert check("m.yaml") == only_finding(
        message, "reduce the nesting; a SageMaker request needs about ten levels", source, column=51
    )


def test_170_000_braces(check: Check, workspace: Path) -> None:
    text = '{"a":' * 170_000
    (workspace / "m.yaml").write_text(text)
    source = f"  1 | …{text[171:331]}…\n    | {' ' * 80}^"
    message = "nested deeper than 50 levels [manifest-depth]"
    assert check("m.yaml") == only_finding(
        message, "reduce the nesting; a SageMaker request needs about ten levels", source, column=251
    )


def test_20_000_values(check: Check, workspace: Path) -> None:
    # The object, its key, the list and 19,997 entries.
    (workspace / "m.yaml").write_text("spec:\n" + "- 1\n" * 19_997)
    _, printed = check("m.yaml")
    assert [line for line in printed.splitlines() if "error" in line] == [
        "m.yaml:1:1: error: spec must be an object, not a list [invalid-type]",
        "m.yaml:1:1: error: kind is missing [missing-field]",
        "m.yaml:1:1: error: region is missing [missing-field]",
        "1 manifest checked: 3 errors, 0 warnings",
    ]


def test_more_than_20_000_values(check: Check, workspace: Path) -> None:
    (workspace / "m.yaml").write_text("spec:\n" + "- 1\n" * 19_998)
    source = "  19999 | - 1\n        |   ^"
    message = "more than 20,000 values [manifest-size]"
    assert check("m.yaml") == only_finding(message, "use one manifest per resource", source, 19_999, 3)


def test_1_mebibyte(check: Check, workspace: Path) -> None:
    (workspace / "m.yaml").write_bytes(b"#" * 1024 * 1024)
    source = f"  1 | {'#' * 160}…\n    | ^"
    message = "the file contains only comments [manifest-empty]"
    assert check("m.yaml") == only_finding(message, "add kind, region and spec", source)


def test_more_than_1_mebibyte(check: Check, workspace: Path) -> None:
    (workspace / "m.yaml").write_bytes(b"#" * (1024 * 1024 + 1))
    message = "the file is too large (1,048,577 bytes, maximum 1,048,576) [manifest-size]"
    assert check("m.yaml") == only_finding(message, "move large parts into separate files and insert them with $file")


def test_a_symlink_outside_the_workspace(check: Check, workspace: Path) -> None:
    (workspace.parent / "outside.yaml").write_text("kind: Algorithm\n")
    (workspace / "link.yaml").symlink_to("../outside.yaml")
    assert check("link.yaml") == failure("link.yaml", "is outside the workspace", "use a file inside <workspace>")


def test_a_symlink_to_a_folder_outside_the_workspace(check: Check, workspace: Path) -> None:
    (workspace.parent / "outside").mkdir()
    (workspace.parent / "outside" / "m.yaml").write_text("kind: Algorithm\n")
    (workspace / "folder").symlink_to("../outside")
    assert check("folder/m.yaml") == failure(
        "folder/m.yaml", "is outside the workspace", "use a file inside <workspace>"
    )


def test_a_symlink_to_a_device(check: Check, workspace: Path) -> None:
    (workspace / "link.yaml").symlink_to("/dev/zero")
    assert check("link.yaml") == failure("link.yaml", "is outside the workspace", "use a file inside <workspace>")


def test_a_symlink_to_itself(check: Check, workspace: Path) -> None:
    (workspace / "link.yaml").symlink_to("link.yaml")
    code, printed = check("link.yaml")
    assert (code, printed.splitlines()[0]) == (
        2,
        "sagemaker-marketplace: cannot read link.yaml: Too many levels of symbolic links",
    )


def test_a_path_outside_the_workspace_on_the_command_line(check: Check, workspace: Path) -> None:
    (workspace.parent / "outside.yaml").write_text("kind: Algorithm\nregion: us-east-1\nspec: {$file: spec.json}\n")
    (workspace.parent / "spec.json").write_text("{'AlgorithmName': 'a_b'}")
    code, printed = check("../outside.yaml", "--select", "not-certified")
    findings_in_the_part = [line for line in printed.splitlines() if line.startswith("<outside>/spec.json")]
    assert code == 1
    assert findings_in_the_part == [
        '<outside>/spec.json:1:19: error: invalid AlgorithmName: "a_b" contains "_" [invalid-format]'
    ]


def test_a_device(check: Check) -> None:
    assert check("/dev/zero") == failure("/dev/zero", "is a device, not a file", "use a YAML or JSON file")


def test_a_fifo(check: Check, workspace: Path) -> None:
    os.mkfifo(workspace / "pipe.yaml")
    assert check("pipe.yaml") == failure("pipe.yaml", "is a FIFO, not a file", "use a YAML or JSON file")


def test_a_socket(check: Check, workspace: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket.yaml")
        code, printed = check("socket.yaml")
    assert (code, printed.splitlines()[0]) == (
        2,
        "sagemaker-marketplace: cannot read socket.yaml: No such device or address",
    )


def test_a_directory(check: Check, workspace: Path) -> None:
    (workspace / "folder").mkdir()
    (workspace / "m.yaml").write_text("kind: Algorithm\nregion: us-east-1\nspec: {$file: folder}\n")
    finding = "folder is a directory, not a file [file-reference]"
    assert finding in check("m.yaml")[1]


def test_a_missing_file(check: Check) -> None:
    assert check("m.yaml") == not_found("m.yaml")


def test_no_argument_and_no_default_manifest(check: Check) -> None:
    hint = "run 'sagemaker-marketplace init sagemaker-marketplace.yaml' to create it"
    assert check("sagemaker-marketplace.yaml") == not_found("sagemaker-marketplace.yaml", hint)
    names = "sagemaker-marketplace.yaml, .yml and .json"
    hint = "run 'sagemaker-marketplace init sagemaker-marketplace.yaml' to create one, or name a manifest or folder"
    assert check() == failure("no manifest found", f"(searched for {names} in <workspace>)", hint)


def test_a_misspelt_file_name(check: Check, workspace: Path) -> None:
    (workspace / "models").mkdir()
    (workspace / "models" / "churn.yml").write_text("")
    assert check("models/churn.yaml") == failure(
        "file not found:", "models/churn.yaml (searched in <workspace>)", "did you mean models/churn.yml?"
    )


def test_a_pattern_without_matches(check: Check) -> None:
    assert check("manifests/*.yaml") == failure(
        "no file matches", "manifests/*.yaml (searched in <workspace>)", "check the path"
    )


def test_a_name_with_control_characters(check: Check) -> None:
    assert check("a\x1b\x07\u202eb") == not_found("a��b")


def test_a_missing_reference_is_relative_to_its_manifest(check: Check, workspace: Path) -> None:
    (workspace / "sub").mkdir()
    (workspace / "sub" / "m.yaml").write_text("kind: ModelPackage\nregion: us-east-2\nspec: {$file: part.json}\n")
    code, printed = check("sub/m.yaml")
    assert (code, printed.splitlines()) == (
        1,
        [
            "sub/m.yaml:3:15: error: file not found: part.json (searched in <workspace>/sub) [file-reference]",
            "  3 | spec: {$file: part.json}",
            "    |               ^^^^^^^^^",
            "    check the path",
            f"    {url('file-reference')}",
            "1 manifest checked: 1 error, 0 warnings",
        ],
    )


@pytest.mark.parametrize("written", ['"a\\0b"', '""', ".", "..", "pipe", "link", "/dev/zero", "x/y", "~"])
def test_a_bad_reference_is_a_finding(check: Check, workspace: Path, written: str) -> None:
    os.mkfifo(workspace / "pipe")
    (workspace / "link").symlink_to("/etc/passwd")
    (workspace / "m.yaml").write_text(f"kind: ModelPackage\nregion: us-east-2\nspec:\n  $file: {written}\n")
    code, printed = check("m.yaml")
    assert code == 1
    assert printed.startswith("m.yaml:4:10: error: ")
    assert printed.endswith("\n1 manifest checked: 1 error, 0 warnings\n")


def test_findings_of_several_invalid_files(check: Check, workspace: Path) -> None:
    (workspace / "a.yaml").write_text("")
    (workspace / "b.yaml").write_text("[]")
    assert check("*.yaml") == (
        1,
        "a.yaml:1:1: error: the file is empty [manifest-empty]\n"
        "    create a manifest with sagemaker-marketplace init\n"
        f"    {url('manifest-empty')}\n"
        "b.yaml:1:1: error: a manifest must be an object with kind, region and spec [invalid-type]\n"
        "  1 | []\n"
        "    | ^^\n"
        "    begin with kind: ModelPackage or kind: Algorithm\n"
        f"    {url('invalid-type')}\n"
        "2 manifests checked: 2 errors, 0 warnings\n",
    )
