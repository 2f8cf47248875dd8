"""The command line: one parser for all commands, made from the table of options."""

from __future__ import annotations

import os
from argparse import SUPPRESS, ArgumentParser, BooleanOptionalAction, Namespace, RawDescriptionHelpFormatter
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any, NoReturn

from .. import __version__, output, plugins, runner
from ..manifest.findings import INTERRUPTED, SUCCESS, USAGE, Failure
from ..report.internal_errors import internal_error
from ..settings import options
from ..settings.option import BOOLEAN, LIST, NAMES, NUMBER, RUNS, Option
from ..settings.parse import Given
from . import argument_errors, stages
from .argument_errors import PROGRAM

ABOUT = "Check, create and watch SageMaker model packages and algorithms for AWS Marketplace."
COMMANDS = {
    "check": "check manifests offline, without credentials",
    "rehearse": "check, then run the validation locally with a container engine",
    "plan": "check the manifest against the account and show what create would do",
    "create": "check, plan, create and watch",
    "watch": "wait for existing resources to finish validation",
    "merge-reports": "merge the JSON reports of several runs, such as the shards of a matrix",
    "init": "write a new manifest, or convert a request, a description or an ARN into one",
    "schema": "print the JSON Schema of manifests, of the JSON report or of JSON lines",
    "rules": "list the rules",
    "explain": "explain a rule",
    "facts": "list Regions, instance types and prices",
    "iam-policy": "print a least-privilege IAM policy, or a trust policy for GitHub Actions",
    "role": "print or create the validation role",
    "sandbox": "run a local AWS emulator",
}
_WITHOUT_COMMAND = ("-h", "--help", "--version")
# How the help of the program groups them.
_GROUPS = {
    "check and create products": ("check", "rehearse", "plan", "create", "watch", "merge-reports"),
    "write manifests": ("init", "schema", "rules", "explain", "facts"),
    "prepare AWS": ("iam-policy", "role"),
    "try it without an account": ("sandbox",),
}
# The module and function of each command. They are imported when the command runs: a check needs none of the others.
_HANDLERS = {
    "merge-reports": "merge_reports.merge_reports",
    "init": "init.init",
    "schema": "reference.print_schema",
    "rules": "rules.list_rules",
    "explain": "rules.explain",
    "facts": "reference.print_facts",
    "iam-policy": "permissions.iam_policy",
    "role": "permissions.role",
    "sandbox": "sandbox.sandbox",
}


class _Parser(ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise argument_errors.of_argparse(message, self.prog)


def run(argv: Sequence[str]) -> int:
    """Run a command line and return its exit code. Never raises an exception."""
    output.prepare()
    try:
        runner.handle_signals()
        return _dispatch(argv)
    except Failure as failure:
        return _report(failure)
    except KeyboardInterrupt:
        return INTERRUPTED
    except runner.Interrupted as interrupt:
        output.note(f"{PROGRAM}: interrupted by {interrupt}")
        return INTERRUPTED
    except (Exception, SystemExit) as error:
        # No library may choose the exit code.
        return _report(internal_error(error))


def build_parser(chosen: str = "") -> ArgumentParser:
    """Return the parser of all commands; if one is chosen, the others have no options."""
    parser = _Parser(
        PROGRAM,
        usage=f"{PROGRAM} COMMAND [OPTIONS]",
        description=f"{ABOUT}\n\n{_command_list()}",
        epilog=(
            f"Begin with '{PROGRAM} init sagemaker-marketplace.yaml'.\n"
            f"Run '{PROGRAM} COMMAND --help' for more information."
        ),
        formatter_class=_formatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"{PROGRAM} {__version__}")
    # The description lists the commands: argparse can't group them.
    commands = parser.add_subparsers(prog=PROGRAM, dest="command", metavar="COMMAND", help=SUPPRESS)
    codes = "\n".join(f"  {code:<3}  {meaning}" for code, meaning in options.EXIT_CODES.items())
    for name, summary in COMMANDS.items():
        command = commands.add_parser(
            name,
            help=summary,
            description=f"{summary[0].upper()}{summary[1:]}.",
            epilog=f"exit codes:\n{codes}",
            formatter_class=_formatter,
            allow_abbrev=False,
        )
        accepted = options.of_command(name) if chosen in ("", name) else ()
        command.usage = _usage(name, accepted)
        groups: dict[str, Any] = {"": command}
        for option in accepted:
            if option.group not in groups:
                groups[option.group] = command.add_argument_group(option.group)
            _add(groups[option.group], option)
    return parser


def _command_list() -> str:
    lines = []
    for title, names in _GROUPS.items():
        lines += [f"{title}:", *(f"  {name:<13} {COMMANDS[name]}" for name in names), ""]
    return "\n".join(lines).rstrip()


def _usage(command: str, accepted: Sequence[Option]) -> str:
    shown = [
        option.metavar if option.is_required else f"[{option.metavar}{' ...' * (option.type == LIST)}]"
        for option in accepted
        if option.is_positional
    ]
    return " ".join([PROGRAM, command, "[OPTIONS]", *shown])


def _formatter(prog: str) -> RawDescriptionHelpFormatter:
    return RawDescriptionHelpFormatter(prog, max_help_position=32)


def _add(group: Any, option: Option) -> None:
    """Add an option; every value stays a string, and one that is not given is left out of the result."""
    about = option.help.replace("`", "").replace("%", "%%")
    if option.type in (LIST, NAMES) and not option.is_positional:
        about += " Comma-separated; can be repeated." if option.type == NAMES else " Can be repeated."
    if option.default:
        about += f" (default: {option.default})"
    names = [f"--{name}" for name in (option.name, option.alias) if name]
    if option.is_positional:
        number = "*" if option.type == LIST else None if option.is_required else "?"
        added = group.add_argument(option.name, nargs=number, default=SUPPRESS, metavar=option.metavar, help=about)
    elif option.type == BOOLEAN:
        group.add_argument(*names, dest=option.name, action=BooleanOptionalAction, default=SUPPRESS, help=about)
        return
    else:
        metavar = option.metavar or ("NUMBER" if option.type == NUMBER else f"{{{','.join(option.choices)}}}")
        added = group.add_argument(
            *names, dest=option.name, action="append", default=SUPPRESS, metavar=metavar, help=about
        )
    if option.choices:
        added.completer = lambda **_: option.choices
    elif option.metavar == "RULE":
        added.completer = lambda **_: _rule_names(option.is_positional)


def _rule_names(is_any: bool) -> list[str]:
    """Return the names of the rules that can be selected and ignored; with `is_any` those of built-in rules, too."""
    from ..report import built_in_pages

    names = [rule.name for rule in plugins.all_rules()]
    return [*names, *built_in_pages.rules()] if is_any else names


def parse(argv: Sequence[str]) -> tuple[str, Given]:
    """Return the command, and what is given by option name.

    Raises Failure for an unknown command, and for arguments that the command does not accept.
    """
    complete()
    # The arguments after `--` are never options.
    end = argv.index("--") if "--" in argv else len(argv)
    command = argv[0] if end and not argv[0].startswith("-") else ""
    if command and command not in COMMANDS:
        raise argument_errors.unknown_command(command, COMMANDS)
    if end and not command and argv[0] not in _WITHOUT_COMMAND:
        raise argument_errors.unknown_option(argv[0], "", COMMANDS)
    arguments, unparsed = build_parser(command).parse_known_args(argv[:end])
    unknown = next((argument for argument in unparsed if argument.startswith("-") and argument != "-"), None)
    if unknown:
        raise argument_errors.unknown_option(unknown, command, COMMANDS)
    return command, _given(command, options.of_command(command), arguments, [*unparsed, *argv[end + 1 :]])


def _given(command: str, accepted: Sequence[Option], arguments: Namespace, more: Sequence[str]) -> Given:
    given: dict[str, str | Sequence[str]] = {}
    for option in accepted:
        value = getattr(arguments, option.name, None)
        if option.is_positional and option.type == LIST:
            value, more = [*(value or []), *more] or None, []
        if value is None:
            continue
        if isinstance(value, bool):
            given[option.name] = str(value).lower()
        elif isinstance(value, str) or option.type in (LIST, NAMES):
            given[option.name] = value
        elif len(value) > 1:
            raise Failure(f"--{option.name} can't be repeated", USAGE, "remove all but one")
        else:
            given[option.name] = value[0]
    if more:
        raise argument_errors.unexpected_argument(more[0], command)
    return given


def complete() -> None:
    """Print the completions of a command line and exit, if a shell asks for them (extra `completion`)."""
    if "_ARGCOMPLETE" in os.environ:
        try:
            import argcomplete
        except ImportError:
            return
        argcomplete.autocomplete(build_parser())


def _dispatch(argv: Sequence[str]) -> int:
    try:
        command, given = parse(_with_options(argv))
    except SystemExit:  # argparse has printed the help or the version
        return SUCCESS
    if command in RUNS:
        return stages.run(command, given)
    module, _, function = _HANDLERS[command].partition(".")
    handler: Callable[[Given], int] = getattr(import_module(f".{module}", __package__), function)
    return handler(given)


def _with_options(argv: Sequence[str]) -> Sequence[str]:
    """Return a command line with `help`, `help COMMAND` and `version`, which other tools have, as the options."""
    if not argv or argv[0] == "help":
        return [*argv[1:2], "--help"]
    return ["--version"] if list(argv) == ["version"] else argv


def _report(failure: Failure) -> int:
    where = failure.location
    location = f"{where.file}:{where.line}:{where.column}: " if where else ""
    output.note(f"{PROGRAM}: {location}{failure.message}", *(f"  {line}" for line in failure.hint.splitlines()))
    return failure.exit_code
