"""The command line: arguments to settings, one function a command."""

from __future__ import annotations

import argparse
import os
import sys

from . import __version__, edge, flow, settings
from .core import plugins, variables
from .core.diagnostics import FINE, INTERRUPTED, USAGE, Failure
from .world import Clock, Workspace, World

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import NoReturn

PROGRAM = "sagemaker-marketplace"
COMMANDS = {
    "check": "check manifests: offline, without credentials",
    "plan": "check, then show the request and what would be done about a name that exists",
    "create": "check, plan, create and watch",
    "watch": "take up resources by ARN or manifest, until they are Completed or Failed",
    "init": "write a manifest to start from",
    "schema": "print the JSON Schema of manifests",
    "rules": "list the rules",
    "explain": "explain a rule",
    "sandbox": "run a local AWS to try everything in",
}


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise Failure(message, USAGE, f"{self.prog} --help tells what there is")


def run(argv: Sequence[str]) -> int:
    """Run a command line and give the exit code; nothing but a bug in this function itself raises."""
    try:
        edge.listen()
        return _dispatch(argv)
    except Failure as failure:
        return _tell(failure)
    except edge.Interrupted as interrupt:
        print(f"interrupted by {interrupt}", file=sys.stderr)  # noqa: T201
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FINE


def parser(command: str) -> argparse.ArgumentParser:
    """The parser of one command, or of the program for an unknown one."""
    if command not in COMMANDS:
        return _program()
    made = _Parser(f"{PROGRAM} {command}", description=COMMANDS[command].capitalize() + ".")
    if command in settings.RUNS:
        _add_settings(made, command)
        made.add_argument("--format", choices=plugins.formats(), default="text", help="how to print (default: text)")
    else:
        from . import commands

        commands.PARSERS[command](made)
    return made


def _dispatch(argv: Sequence[str]) -> int:
    command = argv[0] if argv else "--help"
    if command not in COMMANDS:
        _program().parse_args(argv or ["--help"])
    arguments = parser(command).parse_args(argv[1:])
    if command not in settings.RUNS:
        from . import commands

        return commands.COMMANDS[command](arguments)
    return _run(command, arguments)


def _run(command: str, arguments: argparse.Namespace) -> int:
    texts = {"command": command, **_texts(arguments)}
    chosen = settings.clean(texts, "{}")
    settings.refuse_changes(chosen, os.environ.get("GITHUB_EVENT_NAME", ""))
    chosen = chosen._replace(variables={**safe_variables(), **chosen.variables})
    report = edge.perform(chosen, flow.run(chosen, _world()), arguments.format, _print)
    if chosen.report_file:
        edge.write_report(report, chosen.report_file, os.getcwd())
    return report.exit_code


def safe_variables() -> dict[str, str]:
    """The runner's variables that hold nothing secret, as far as they are set."""
    return {name: os.environ[name] for name in variables.SAFE_GITHUB_NAMES if name in os.environ}


def _world() -> World:
    from .aws.session import Account

    bound = "GITHUB_WORKSPACE" in os.environ
    return World(Account(f"sagemaker-marketplace-action/{__version__}"), Clock(), Workspace(os.getcwd(), bound))


def _add_settings(made: argparse.ArgumentParser, command: str) -> None:
    for option in settings.OPTIONS:
        if command not in option.commands:
            continue
        name = f"--{option.flag or option.name}"
        default = f" (default: {option.default})" if option.default and option.sort != "flag" else ""
        about = option.help.replace("`", "").replace("%", "%%") + default
        if option.name == "manifest":
            made.add_argument("manifest", nargs="*", metavar="MANIFEST", help=about)
        elif option.sort == "flag":
            made.add_argument(name, action=argparse.BooleanOptionalAction, default=None, help=about)
        elif option.sort == "lines":
            made.add_argument(name, action="append", dest=option.name, metavar="NAME=VALUE", help=about)
        else:
            metavar = "{" + ",".join(option.choices) + "}" if option.choices else option.sort.upper()
            made.add_argument(name, dest=option.name, metavar=metavar, help=about)


def _texts(arguments: argparse.Namespace) -> dict[str, str]:
    texts = {}
    for option in settings.OPTIONS:
        value = getattr(arguments, option.name, getattr(arguments, option.name.replace("-", "_"), None))
        if isinstance(value, list):
            value = "\n".join(value) or None
        elif isinstance(value, bool):
            value = str(value).lower()
        if value is not None:
            texts[option.name] = value
    return texts


def _program() -> argparse.ArgumentParser:
    made = _Parser(PROGRAM, description="Check, create and watch SageMaker resources for AWS Marketplace.")
    made.add_argument("--version", action="version", version=f"{PROGRAM} {__version__}")
    commands = made.add_subparsers(metavar="COMMAND", required=True)
    for name, about in COMMANDS.items():
        commands.add_parser(name, help=about)
    return made


def _print(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _tell(failure: Failure) -> int:
    place = f"{failure.place.file}:{failure.place.line}:{failure.place.column}: " if failure.place else ""
    lines = [f"{PROGRAM}: {place}{failure.message}", *(f"  {line}" for line in failure.remedy.splitlines())]
    sys.stderr.write("\n".join(lines) + "\n")
    return failure.exit_code
