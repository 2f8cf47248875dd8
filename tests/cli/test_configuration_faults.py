"""Faults of the configuration file: the exact message for each, with its location."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.cli.test_configuration import HEADER, PROGRAM, Check

from sagemaker_marketplace.cli import main
from sagemaker_marketplace.settings.configuration import CONFIGURABLE


@pytest.mark.parametrize(
    ("content", "location", "message", "hint"),
    [
        (
            f"{HEADER}ignor = []\n",
            "2:1",
            "unknown key ignor",
            "did you mean ignore?",
        ),
        (f"{HEADER}fail_on = 'error'\n", "2:1", "unknown key fail_on", "did you mean fail-on?"),
        (f"{HEADER}zzz = 1\n", "2:1", "unknown key zzz", f"use one of {', '.join(CONFIGURABLE)}"),
        (
            f"# x\n{HEADER}\n  role-to-assume = 'x'\n",
            "4:3",
            "role-to-assume can't be set in pyproject.toml",
            "use the option --role-to-assume or the input role-to-assume",
        ),
        (f"{HEADER}fix = true\n", "2:1", "fix can't be set in pyproject.toml", "use the option --fix"),
        (
            f"{HEADER}ignore = 'a'\n",
            "2:1",
            "ignore must be a list of strings, not a string",
            'use ignore = ["a"]',
        ),
        (
            f"{HEADER}select = [\n 1,\n]\n",
            "2:1",
            "select must be a list of strings, but contains an integer",
            "put quotes around each string",
        ),
        (
            f"{HEADER}fail-on = false\n",
            "2:1",
            "fail-on must be a string, not a boolean",
            'use fail-on = "error"',
        ),
        (
            f"{HEADER}fail-on = 'warn'\n",
            "2:1",
            'invalid value for fail-on: "warn" (choose from error, warning, info, never)',
            "did you mean warning?",
        ),
        (
            f"{HEADER}ignore = ['not-certifed']\n",
            "2:1",
            "ignore: unknown rule not-certifed",
            "did you mean not-certified?",
        ),
        (
            f"{HEADER}ignore = ['invalid-type']\n",
            "2:1",
            "ignore: invalid-type is a built-in rule, which always runs",
            "remove it",
        ),
        (
            f"{HEADER}variables = ['A=1']\n",
            "2:1",
            "variables must be a table, not a list",
            'use variables = {NAME = "value"}',
        ),
        (
            "[tool.sagemaker-marketplace.variables]\nA = '1'\nVERSION = 1.5\n",
            "3:1",
            "variable VERSION must be a string, not a number",
            'use VERSION = "1.5"',
        ),
        (
            f"{HEADER}variables = {{ 1A = '1' }}\n",
            "2:1",
            'variables: invalid variable name "1A"',
            "use letters, digits and underscores; the first character must not be a digit",
        ),
        (
            f"{HEADER}variables.'A=B' = '1'\n",
            "2:1",
            'variables: invalid variable name "A=B"',
            "use letters, digits and underscores; the first character must not be a digit",
        ),
        (
            "[tool]\nsagemaker-marketplace = 1\n",
            "2:1",
            "sagemaker-marketplace must be a table, not an integer",
            "use [tool.sagemaker-marketplace]",
        ),
        *(
            (
                f"{HEADER}manifest = ['{path}']\n",
                "2:1",
                f'invalid path in manifest: "{path}"',
                "use paths, globs or folders in the folder of pyproject.toml",
            )
            for path in ("/etc/passwd", "../a.yaml", "a/../../b.yaml", "-", "", "arn:aws:sagemaker:x")
        ),
        (
            f"{HEADER}ignore = [not-certified]\n",
            "2:11",
            "invalid TOML: invalid value",
            "fix the syntax; strings need quotes and lists need brackets",
        ),
        (
            f"{HEADER}ignore = [\n",
            "3:1",
            "invalid TOML: invalid value",
            "fix the syntax; strings need quotes and lists need brackets",
        ),
        (f"{HEADER}#".encode() + b"\xff\n", "2:1", "invalid UTF-8", "save the file as UTF-8"),
    ],
)
def test_a_fault_in_the_file(
    content: str | bytes, location: str, message: str, hint: str, check_with_configuration: Check
) -> None:
    assert check_with_configuration(content) == (2, f"{PROGRAM}: pyproject.toml:{location}: {message}\n  {hint}\n")


def test_a_deeply_nested_file(check_with_configuration: Check) -> None:
    code, printed = check_with_configuration(f"{HEADER}ignore = {'[' * 20_000}\n")
    assert (code, printed.partition("pyproject.toml")[0]) == (2, f"{PROGRAM}: ")
    assert "invalid TOML: " in printed


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (f"{HEADER}fail-on = {'9' * 5000}", "an integer has too many digits"),
        (f"{HEADER}{'.'.join('a' * 50_000)} = 1", "nested too deeply"),
        (f"{HEADER}a = {{{'.'.join('a' * 50_000)} = 1}}", "nested too deeply"),
    ],
)
def test_a_file_that_the_parser_does_not_bear(content: str, message: str, check_with_configuration: Check) -> None:
    expected = (
        f"pyproject.toml:2:1: invalid TOML: {message}\n  fix the syntax; strings need quotes and lists need brackets\n"
    )
    assert check_with_configuration(content) == (2, f"{PROGRAM}: {expected}")


def test_a_large_file(check_with_configuration: Check) -> None:
    message = "pyproject.toml is too large (maximum 1,048,576 bytes)\n  reduce its size\n"
    assert check_with_configuration("#" * 1_048_577) == (2, f"{PROGRAM}: {message}")


def test_a_file_outside_the_workspace(check_with_configuration: Check, capsys: pytest.CaptureFixture[str]) -> None:
    Path("../outside.toml").write_text(HEADER)
    Path("pyproject.toml").symlink_to("../outside.toml")
    assert main.run(["check"]) == 2
    hint = f"make pyproject.toml a readable file inside {Path.cwd()}"
    assert capsys.readouterr().err == f"{PROGRAM}: pyproject.toml is outside the workspace\n  {hint}\n"
    Path("pyproject.toml").unlink()
    Path("pyproject.toml").mkdir()
    assert main.run(["check"]) == 2
    assert capsys.readouterr().err == f"{PROGRAM}: pyproject.toml is a directory, not a file\n  {hint}\n"
