"""The sections of the commands in docs/reference/command-line.md, from the parser of the command line."""

from __future__ import annotations

from argparse import Action, ArgumentParser, _SubParsersAction
from collections.abc import Iterator

from sagemaker_marketplace.cli import main as cli
from sagemaker_marketplace.settings import options
from sagemaker_marketplace.settings.option import BOOLEAN, LIST, NAMES, Option

HELP = "help"


def sections() -> str:
    """Return a section for each command: its usage, and tables of its arguments."""
    return "\n\n".join(part for name, parser in _parsers().items() for part in _section(name, parser))


def _parsers() -> dict[str, ArgumentParser]:
    """Return the parser of each command."""
    actions = cli.build_parser()._actions
    (commands,) = (action for action in actions if isinstance(action, _SubParsersAction))
    return dict(commands.choices)


def _section(name: str, parser: ArgumentParser) -> Iterator[str]:
    yield f"## {name}"
    yield str(parser.description)
    yield f"```text\n{parser.format_usage().removeprefix('usage: ').strip()}\n```"
    accepted = {option.name: option for option in options.of_command(name)}
    rows = [_row(action, accepted[action.dest]) for action in parser._actions if action.dest != HELP]
    yield "\n".join(["| option | default | description |", "| --- | --- | --- |", *rows])


def _row(action: Action, option: Option) -> str:
    about = option.help
    if option.choices:
        about += f" One of {', '.join(f'`{choice}`' for choice in option.choices)}."
    if option.type in (LIST, NAMES) and not option.is_positional:
        about += " Comma-separated; can be repeated." if option.type == NAMES else " Can be repeated."
    default = f"`{option.default}`" if option.default else ""
    return f"| {_names(action, option)} | {default} | {about} |".replace("|  |", "| |")


def _names(action: Action, option: Option) -> str:
    """Return how an argument is written, with its value."""
    if option.is_positional:
        return f"`{action.metavar}`"
    if option.type == BOOLEAN:
        return ", ".join(f"`{name}`" for name in action.option_strings)
    value = "VALUE" if option.choices else action.metavar
    return ", ".join(f"`{name} {value}`" for name in action.option_strings)
