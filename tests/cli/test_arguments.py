"""The parser of the command line: exact usage errors, help and shell completion."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from sagemaker_marketplace import __version__, plugins
from sagemaker_marketplace.cli import main
from sagemaker_marketplace.settings import options

FILE_FORMATS = [name for name in plugins.formats() if name != "live"]

SEE_HELP = "Run 'sagemaker-marketplace --help' for more information."
HELP = "Run 'sagemaker-marketplace {} --help' for more information."


@pytest.mark.parametrize(
    ("argv", "message", "hint"),
    [
        (["chekc"], 'unknown command "chekc"', f"did you mean check?\n  {SEE_HELP}"),
        (["zzz"], 'unknown command "zzz"', SEE_HELP),
        (["--x"], "unknown option --x", SEE_HELP),
        (
            ["check", "--fail-no", "error"],
            "unknown option --fail-no",
            f"did you mean --fail-on?\n  {HELP.format('check')}",
        ),
        (["check", "-x"], "unknown option -x", HELP.format("check")),
        (["check", "--wait"], "unknown option --wait", HELP.format("check")),
        (["check", "--wait=x"], "unknown option --wait", HELP.format("check")),
        (["check", "--fail", "x"], "unknown option --fail", f"did you mean --fail-on?\n  {HELP.format('check')}"),
        (["watch", "--select", "not-certified"], "unknown option --select", HELP.format("watch")),
        (["check", "--fail-on"], "argument --fail-on: expected one argument", HELP.format("check")),
        (["check", "--var"], "argument --variables/--var: expected one argument", HELP.format("check")),
        (["check", "--fail-on", "error", "--fail-on=error"], "--fail-on can't be repeated", "remove all but one"),
        (
            ["check", "--fail-on", "warn"],
            'invalid value for --fail-on: "warn" (choose from error, warning, info, never)',
            "did you mean warning?",
        ),
        (["check", "--var", "A"], 'invalid value for --variables: "A"', "use NAME=VALUE, for example VERSION=1.2.3"),
        (["check", "--select", "x"], "--select: unknown rule x", "run 'sagemaker-marketplace rules' for a list"),
        (["plan", "--ignore", "not-certifed"], "--ignore: unknown rule not-certifed", "did you mean not-certified?"),
        (
            ["watch", "--output", "jsn=a"],
            'invalid value for --output: "jsn=a"',
            f"use FORMAT=FILE, where FORMAT is one of {', '.join(FILE_FORMATS)}",
        ),
        (
            ["create", "--wait=maybe"],
            "argument --wait/--no-wait: ignored explicit argument 'maybe'",
            HELP.format("create"),
        ),
        (["check", "arn:aws:x"], "check requires a manifest, not an ARN: arn:aws:x", "only watch accepts ARNs"),
        (["explain", "not-certifed"], "unknown rule: not-certifed", "did you mean not-certified?"),
        (["explain", "zzz"], "unknown rule: zzz", "run 'sagemaker-marketplace rules' for a list"),
        (["explain"], "the following arguments are required: RULE", HELP.format("explain")),
        (["facts", "us-east-1", "us-west-2"], "unexpected argument: us-west-2", HELP.format("facts")),
        (["schema", "x"], "unexpected argument: x", HELP.format("schema")),
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


@pytest.mark.parametrize("argv", [[], ["--help"], ["-h"]])
def test_help_lists_every_command(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(argv) == 0
    printed = capsys.readouterr().out
    assert re.findall(r"^    ([a-z-]+)", printed, re.MULTILINE) == list(main.COMMANDS)


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["--version"]) == 0
    assert capsys.readouterr().out == f"sagemaker-marketplace {__version__}\n"


@pytest.mark.parametrize(
    ("line", "completions"),
    [
        ("sagemaker-marketplace che", ["check "]),
        ("sagemaker-marketplace check --fail-on wa", ["warning "]),
        ("sagemaker-marketplace create --no-w", ["--no-wait "]),
        ("sagemaker-marketplace explain not-certif", ["not-certified "]),
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
