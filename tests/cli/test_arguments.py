"""The parser of the command line: exact usage errors, help and shell completion."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from sagemaker_marketplace import __version__, plugins
from sagemaker_marketplace.cli import argument_errors, main
from sagemaker_marketplace.settings import options

FILE_FORMATS = [name for name in plugins.formats() if name != "live"]

SEE_HELP = "Run 'sagemaker-marketplace --help' for more information."
HELP = "Run 'sagemaker-marketplace {} --help' for more information."
VARIABLE_NAME = "use letters, digits and underscores; the first character must not be a digit"
VAR_COMMANDS = "--var is an option of check, rehearse, plan, create, watch, iam-policy, role"


@pytest.mark.parametrize(
    ("argv", "message", "hint"),
    [
        (["chekc"], 'unknown command "chekc"', f"did you mean check?\n  {SEE_HELP}"),
        (["zzz"], 'unknown command "zzz"', SEE_HELP),
        (["lint"], 'unknown command "lint"', f"did you mean check?\n  {SEE_HELP}"),
        (["Apply", "m.yaml"], 'unknown command "Apply"', f"did you mean create?\n  {SEE_HELP}"),
        (["help", "lint"], 'unknown command "lint"', f"did you mean check?\n  {SEE_HELP}"),
        (
            ["a b/m.yaml"],
            'unknown command "a b/m.yaml"',
            f"did you mean sagemaker-marketplace check 'a b/m.yaml'?\n  {SEE_HELP}",
        ),
        (["version", "x"], 'unknown command "version"', SEE_HELP),
        (["--", "check"], "unexpected argument: check", SEE_HELP),
        (
            ["--fail-on", "error", "check"],
            "--fail-on requires a command",
            "begin with the command: sagemaker-marketplace check --fail-on",
        ),
        (["--x"], "unknown option --x", SEE_HELP),
        (
            ["check", "--fail-no", "error"],
            "unknown option --fail-no",
            f"did you mean --fail-on?\n  {HELP.format('check')}",
        ),
        (["check", "-x"], "unknown option -x", HELP.format("check")),
        (["check", "--wait"], "check does not accept --wait", "--wait is an option of create"),
        (["check", "--wait=x"], "check does not accept --wait", "--wait is an option of create"),
        (["facts", "--var=x"], "facts does not accept --var", VAR_COMMANDS),
        (["check", "--fail", "x"], "unknown option --fail", f"did you mean --fail-on?\n  {HELP.format('check')}"),
        (
            ["watch", "--select", "not-certified"],
            "watch does not accept --select",
            "--select is an option of check, rehearse, plan, create",
        ),
        (["check", "--fail-on"], "--fail-on requires a value", HELP.format("check")),
        (["check", "--var"], "--var requires a value", HELP.format("check")),
        (["check", "--fail-on", "error", "--fail-on=error"], "--fail-on can't be repeated", "remove all but one"),
        (
            ["check", "--fail-on", "warn"],
            'invalid value for --fail-on: "warn" (choose from error, warning, info, never)',
            "did you mean warning?",
        ),
        (["check", "--var", "A"], 'invalid value for --var: "A"', "use NAME=VALUE, for example A=1.2.3"),
        (["check", "--variables", "A"], 'invalid value for --var: "A"', "use NAME=VALUE, for example A=1.2.3"),
        (["check", "--var", "a.b"], 'invalid value for --var: "a.b"', "use NAME=VALUE, for example VERSION=1.2.3"),
        (["check", "--var", "1A=b"], '--var: invalid variable name "1A"', VARIABLE_NAME),
        (["check", "--var", "A=1", "--var", "A=2"], "--var: duplicate variable A", "remove one of the two"),
        (["check", "--select", "x"], "--select: unknown rule x", "run 'sagemaker-marketplace rules' for a list"),
        (["plan", "--ignore", "not-certifed"], "--ignore: unknown rule not-certifed", "did you mean not-certified?"),
        (
            ["watch", "--output", "jsn=a"],
            'invalid value for --output: "jsn=a"',
            f"use FORMAT=FILE, where FORMAT is one of {', '.join(FILE_FORMATS)}",
        ),
        (
            ["create", "--wait=maybe"],
            "--wait does not accept a value",
            HELP.format("create"),
        ),
        (["check", "arn:aws:x"], "check requires a manifest, not an ARN: arn:aws:x", "only watch accepts ARNs"),
        (["explain", "not-certifed"], "unknown rule: not-certifed", "did you mean not-certified?"),
        (["explain", "zzz"], "unknown rule: zzz", "run 'sagemaker-marketplace rules' for a list"),
        (["explain"], "missing argument: RULE", HELP.format("explain")),
        (["facts", "us-east-1", "us-west-2"], "unexpected argument: us-west-2", HELP.format("facts")),
        (
            ["schema", "reports"],
            'invalid value for document: "reports" (choose from manifest, report, event)',
            "did you mean report?",
        ),
        (["schema", "report", "x"], "unexpected argument: x", HELP.format("schema")),
        (["sandbox", "--port", "x"], 'invalid value for --port: "x"', "use a number from 0 to 65535, such as 0"),
    ],
)
def test_usage_errors(argv: list[str], message: str, hint: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(argv) == 2
    assert capsys.readouterr() == ("", f"sagemaker-marketplace: {message}\n  {hint}\n")


@pytest.mark.parametrize(
    ("argv", "values"),
    [
        ([], {}),
        (["a.yaml", "b.yaml"], {"manifest": ["a.yaml", "b.yaml"]}),
        (
            ["a.yaml", "--region", "r", "b.yaml", "--wait", "c.yaml"],
            {"region": "r", "wait": "true", "manifest": list("abc")},
        ),
        (["--", "--odd.yaml", "-"], {"manifest": ["--odd.yaml", "-"]}),
        (["-", "--", "--odd.yaml"], {"manifest": ["-", "--odd.yaml"]}),
        (["--var", "A=1", "--variables=B=2"], {"variables": ["A=1", "B=2"]}),
        (["--var=--odd"], {"variables": ["--odd"]}),
        (["--wait"], {"wait": "true"}),
        (["--no-wait"], {"wait": "false"}),
        (["--region=", "--fail-on", "info"], {"region": "", "fail-on": "info"}),
    ],
)
def test_arguments(argv: list[str], values: dict[str, str | list[str]]) -> None:
    if values.get("manifest") == list("abc"):
        values["manifest"] = ["a.yaml", "b.yaml", "c.yaml"]
    assert main.parse(["create", *argv]) == ("create", values)


@pytest.mark.parametrize("command", main.COMMANDS)
def test_help_lists_every_option_of_a_command(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run([command, "--help"]) == 0
    printed = capsys.readouterr().out
    accepted = options.of_command(command)
    for option in accepted:
        name = option.metavar if option.is_positional else f"--{option.name}"
        assert re.search(rf"^  {re.escape(name)}\b", printed, re.MULTILINE)
    assert printed.startswith(f"usage: sagemaker-marketplace {command} [OPTIONS]")
    assert all(f"  {code:<3}  {meaning}\n" in printed for code, meaning in options.EXIT_CODES.items())


@pytest.mark.parametrize("argv", [[], ["--help"], ["-h"], ["help"]])
def test_help_lists_every_command(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(argv) == 0
    printed = capsys.readouterr().out
    assert re.findall(r"^  ([a-z-]+) +(.*)$", printed, re.MULTILINE)[: len(main.COMMANDS)] == list(
        main.COMMANDS.items()
    )


def test_help_of_a_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["help", "facts"]) == main.run(["facts", "--help"]) == 0
    first, second = capsys.readouterr().out.split("usage: sagemaker-marketplace facts", 2)[1:]
    assert first == second


def test_every_synonym_names_a_command() -> None:
    assert set(argument_errors._SYNONYMS) <= set(main.COMMANDS)
    synonyms = [name for names in argument_errors._SYNONYMS.values() for name in names]
    assert len(set(synonyms) - set(main.COMMANDS)) == len(synonyms)


@pytest.mark.parametrize("argv", [["--version"], ["version"]])
def test_version(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(argv) == 0
    assert capsys.readouterr().out == f"sagemaker-marketplace {__version__}\n"


@pytest.mark.parametrize(
    ("line", "completions"),
    [
        ("sagemaker-marketplace che", ["check "]),
        ("sagemaker-marketplace check --fail-on wa", ["warning "]),
        ("sagemaker-marketplace create --no-w", ["--no-wait "]),
        ("sagemaker-marketplace explain not-certif", ["not-certified "]),
        ("sagemaker-marketplace explain wrong-ty", [""]),
        ("sagemaker-marketplace explain invalid-ty", ["invalid-type "]),
        ("sagemaker-marketplace check --ignore invalid-ty", [""]),
    ],
)
def test_completion(line: str, completions: list[str], tmp_path: Path) -> None:
    file = tmp_path / "completions"
    environment = {
        "_ARGCOMPLETE": "1",
        "_ARGCOMPLETE_STDOUT_FILENAME": str(file),
        "_ARGCOMPLETE_IFS": "\n",
        "COMP_LINE": line,
        "COMP_POINT": str(len(line)),
    }
    command = [sys.executable, "-m", "sagemaker_marketplace"]
    subprocess.run(command, env={**os.environ, **environment}, check=True, cwd=tmp_path)
    assert file.read_text().split("\n") == completions
