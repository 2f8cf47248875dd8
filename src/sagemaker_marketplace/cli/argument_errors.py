"""What is wrong with the arguments of a command line, and what was probably meant."""

from __future__ import annotations

import re
from collections.abc import Collection
from shlex import quote

from ..manifest.findings import USAGE, Failure
from ..manifest.suggestions import closest_match
from ..settings import options

PROGRAM = "sagemaker-marketplace"
# Commands by their names in other tools: linters, Terraform, kubectl, git, the AWS CLI.
_SYNONYMS = {
    "check": ("lint", "validate", "verify", "fix", "fmt", "format", "run"),
    "rehearse": ("rehearsal", "test", "local", "simulate", "try"),
    "plan": ("diff", "preview", "dry-run", "preflight"),
    "create": ("apply", "deploy", "publish", "release", "push", "up"),
    "watch": ("wait", "status", "logs", "log", "follow", "tail", "describe", "attach", "resume"),
    "init": ("new", "import", "convert", "generate", "template"),
    "explain": ("rule", "docs", "doc"),
    "rules": ("list", "ls"),
    "facts": ("regions", "region", "types", "instances", "instance-types", "prices", "price", "info", "show"),
    "iam-policy": ("iam", "policy", "permissions", "trust"),
    "sandbox": ("emulator", "localstack", "serve", "server", "mock"),
}
_ARGPARSE = (
    (re.compile(r"argument (?:\S+/)?(--[a-z-]+): expected one argument"), "{} requires a value"),
    (re.compile(r"argument (--[a-z-]+)/\S+: ignored explicit argument .*"), "{} does not accept a value"),
    (re.compile(r"the following arguments are required: (\S+)"), "missing argument: {}"),
)


def unknown_command(command: str, commands: Collection[str]) -> Failure:
    """Return the failure for a command that does not exist."""
    near = next((name for name, synonyms in _SYNONYMS.items() if command.lower() in synonyms), None)
    near = near or closest_match(command, commands)
    if "/" in command or command.endswith((".yaml", ".yml", ".json")):
        near = f"{PROGRAM} check {quote(command)}"
    return Failure(f'unknown command "{command}"', USAGE, _hint(near or "", ""))


def unknown_option(argument: str, command: str, commands: Collection[str]) -> Failure:
    """Return the failure for an option that a command does not have, or that is given without a command."""
    name = argument.partition("=")[0]
    spelling = name.lstrip("-")
    others = [other for other in commands if spelling in _names(other)]
    if others and not command:
        return Failure(f"{name} requires a command", USAGE, f"begin with the command: {PROGRAM} {others[0]} {name}")
    if others:
        return Failure(f"{command} does not accept {name}", USAGE, f"{name} is an option of {', '.join(others)}")
    near = closest_match(spelling, _names(command)) if command else None
    return Failure(f"unknown option {name}", USAGE, _hint(f"--{near}" if near else "", command))


def unexpected_argument(argument: str, command: str) -> Failure:
    """Return the failure for an argument too many."""
    return Failure(f"unexpected argument: {argument}", USAGE, _see_help(command))


def of_argparse(message: str, program: str) -> Failure:
    """Return the failure for an error of argparse, in this program's words."""
    for pattern, own in _ARGPARSE:
        match = pattern.fullmatch(message)
        if match:
            message = own.format(match[1])
            break
    return Failure(message, USAGE, _see_help(program.removeprefix(PROGRAM).strip()))


def _names(command: str) -> list[str]:
    """List the options of a command, with their other spellings."""
    accepted = [option for option in options.of_command(command) if not option.is_positional]
    return [name for option in accepted for name in (option.name, option.alias) if name]


def _hint(near: str, command: str) -> str:
    return "\n".join([*([f"did you mean {near}?"] if near else []), _see_help(command)])


def _see_help(command: str) -> str:
    program = f"{PROGRAM} {command}".rstrip()
    return f"Run '{program} --help' for more information."
