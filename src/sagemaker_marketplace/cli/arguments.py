"""Arguments of the commands that run stages, read by the table of settings.

argparse would do; importing it and building a parser takes a third of an interpreter start, and the table has it all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap

from ..manifest.findings import USAGE, Failure
from ..manifest.suggestions import closest_match
from ..settings.options import OPTIONS, Option

HELP = ("-h", "--help")
_WIDTH = 100


def read(command: str, argv: Sequence[str]) -> dict[str, str]:
    """Give the texts by option name that arguments set; what may be given several times is one a line.

    Raises Failure for an argument there is not, and for one without its value.
    """
    texts: dict[str, list[str]] = {"command": [command]}
    left = iter(argv)
    for argument in left:
        if argument == "--":
            texts.setdefault("manifest", []).extend(left)
        elif not argument.startswith("-"):
            texts.setdefault("manifest", []).append(argument)
        else:
            option, value = _option(command, argument, left)
            if option.name in texts and option.sort != "lines":
                raise Failure(f"--{option.name} is given twice", USAGE, "remove one of the two")
            if "\n" in value:
                raise Failure(f"the value of --{option.flag or option.name} has several lines", USAGE, "give it in one")
            texts.setdefault(option.name, []).append(value)
    return {name: "\n".join(values) for name, values in texts.items()}


def usage(program: str, command: str, about: str) -> str:
    """The help of a command."""
    lines = [f"usage: {program} {command} [OPTION ...] [MANIFEST ...]", "", f"{about[0].upper()}{about[1:]}.", ""]
    for option in _options(command):
        if option.name == "manifest":
            lines += _entry("MANIFEST", option)
    lines += ["", "options:", "  -h, --help", "      Show this help."]
    for option in _options(command):
        if option.name != "manifest":
            lines += _entry(_shown(option), option)
    return "\n".join(lines) + "\n"


def _option(command: str, argument: str, left: Iterator[str]) -> tuple[Option, str]:
    name, equals, value = argument.partition("=")
    options = {f"--{option.flag or option.name}": option for option in _options(command) if option.name != "manifest"}
    flags = {f"--no-{option.name}": option for option in options.values() if option.sort == "flag"}
    if name in flags and not equals:
        return flags[name], "false"
    if name not in options:
        raise Failure(f"{command} has no option {name}", USAGE, _remedy(name, command, [*options, *flags]))
    if options[name].sort == "flag":
        return options[name], value if equals else "true"
    given = value if equals else next(left, None)
    if given is None:
        raise Failure(f"{name} has no value", USAGE, f"write {_shown(options[name])}")
    return options[name], given


def _options(command: str) -> list[Option]:
    return [option for option in OPTIONS if command in option.commands]


def _remedy(name: str, command: str, names: list[str]) -> str:
    near = closest_match(name, names)
    return f"did you mean {near}?" if near else f"sagemaker-marketplace {command} --help tells what there is"


def _shown(option: Option) -> str:
    name = f"--{option.flag or option.name}"
    if option.sort == "flag":
        return f"{name} | --no-{option.name}"
    words = {"choice": "|".join(option.choices), "number": "NUMBER"}
    lines = {"variables": "NAME=VALUE", "output": "FORMAT=FILE"}
    return f"{name} {words.get(option.sort) or lines.get(option.name, 'TEXT')}"


def _entry(head: str, option: Option) -> Iterator[str]:
    default = f" Default: {option.default}." if option.default else ""
    yield f"  {head}"
    yield from wrap(option.help.replace("`", "") + default, _WIDTH, initial_indent="      ", subsequent_indent="      ")
