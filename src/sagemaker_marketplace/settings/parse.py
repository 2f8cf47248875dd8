"""Strings by option name become validated values."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from .. import plugins
from ..context import STDIN
from ..manifest import variables
from ..manifest.findings import USAGE, Failure
from ..manifest.suggestions import closest_match
from ..report.built_in_rules import BUILT_IN
from .option import BOOLEAN, CHOICE, LIST, NAMES, NUMBER, REGION_HINT, REGION_NAME, Option
from .settings import OPTIONS, Settings

# How messages name an option of the command line and an input of the action.
COMMAND_LINE, INPUT = "--{}", "input {}"
VARIABLE_NAME_HINT = "use letters, digits and underscores; the first character must not be a digit"
# Values by option name. A list is one string with a value per line, as an input, or a sequence of values.
Given = Mapping[str, str | Sequence[str]]


def clean(given: Given, label: str = "{}") -> Settings:
    """Make settings from values by option name; `label` is how messages name an option, `input {}` or `--{}`.

    Raises Failure for an invalid value and for options that contradict each other.
    """
    values = parse(OPTIONS, given, label)
    settings = Settings(**{name.replace("-", "_"): value for name, value in values.items()})
    _refuse_contradictions(settings, label)
    return settings


def parse(options: Iterable[Option], given: Given, label: str) -> dict[str, Any]:
    """Return the value of each option by its name: the default where none is given.

    Raises Failure for an invalid value.
    """
    values: dict[str, Any] = {}
    for option in options:
        # On the command line, an option that has a second spelling is documented by that.
        name = label.format(option.alias if option.alias and label == COMMAND_LINE else option.name)
        value = _value(option, given.get(option.name), name)
        convert = _CONVERSIONS.get(option.name)
        values[option.name] = convert(value, name) if convert else value
    return values


def region(value: str, label: str) -> str:
    """Return a Region name, known or not.

    Raises Failure, which names the setting, for a string that is not a Region name.
    """
    if not re.fullmatch(REGION_NAME, value):
        raise _invalid(label, value, REGION_HINT)
    return value


def _value(option: Option, given: str | Sequence[str] | None, label: str) -> Any:
    if isinstance(given, str) and not given.strip() and option.default:
        raise Failure(f"{label} is empty", USAGE, f"set a value, or omit it to use the default ({option.default})")
    value = option.default if given is None else given
    if option.type in (LIST, NAMES):
        return tuple(_items(option, value, label))
    string = str(value).strip()
    if option.type == BOOLEAN:
        if string.lower() not in ("true", "false"):
            raise _invalid(label, string, "use true or false")
        return string.lower() == "true"
    if option.type == NUMBER:
        return _number(option, string, label)
    if string:
        _match(option, string, label)
    return string


def _items(option: Option, value: str | Sequence[str], label: str) -> Iterator[str]:
    items = [line.strip() for line in value.splitlines() if line.strip()] if isinstance(value, str) else value
    if option.type == NAMES:
        items = [name.strip() for item in items for name in item.split(",") if name.strip()]
    for item in items:
        _match(option, item, label)
        yield item


def _match(option: Option, value: str, label: str) -> None:
    if option.type == CHOICE and value not in option.choices:
        near = closest_match(value, option.choices)
        raise _invalid(label, value, f"did you mean {near}?" if near else "", option.choices)
    if option.pattern and not re.fullmatch(option.pattern, value, re.ASCII):
        raise _invalid(label, value, option.hint)


def _number(option: Option, string: str, label: str) -> float:
    low, high = option.bounds
    number = float(string) if re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,6})?", string) else None
    if number is None or not low <= number <= high:
        raise _invalid(label, string, f"use a number from {low:g} to {high:g}, such as {option.default}")
    return number


def _variables(lines: tuple[str, ...], label: str) -> dict[str, str]:
    values: dict[str, str] = {}
    for line in lines:
        name, equals, value = line.partition("=")
        if not equals:
            example = name if variables.is_name(name) else "VERSION"
            raise _invalid(label, line, f"use NAME=VALUE, for example {example}=1.2.3")
        if not variables.is_name(name):
            raise Failure(f'{label}: invalid variable name "{name}"', USAGE, VARIABLE_NAME_HINT)
        if name in values:
            raise Failure(f"{label}: duplicate variable {name}", USAGE, "remove one of the two")
        values[name] = value
    return values


def _shard(value: str, label: str) -> tuple[int, ...]:
    """Return the number of a part, from 1, and the number of parts; nothing for an empty string."""
    if not value:
        return ()
    match = re.fullmatch("([0-9]{1,6})/([0-9]{1,6})", value)
    number, total = map(int, match.groups()) if match else (0, 0)
    if not 1 <= number <= total:
        raise _invalid(label, value, "use N/TOTAL, where N is a number from 1 to TOTAL, such as 1/4")
    return number, total


def _rule_names(names: tuple[str, ...], label: str) -> tuple[str, ...]:
    known = []
    if names:
        rules = [rule.name for rule in plugins.rules()]
        known = [*rules, *plugins.check_names(), *plugins.rehearsal_check_names()]
    for name in names:
        if name in BUILT_IN:
            raise Failure(f"{label}: {name} is a built-in rule, which always runs", USAGE, "remove it")
        if name not in known:
            near = closest_match(name, known)
            hint = f"did you mean {near}?" if near else "run 'sagemaker-marketplace rules' for a list"
            raise Failure(f"{label}: unknown rule {name}", USAGE, hint)
    return names


def _output_files(lines: tuple[str, ...], label: str) -> tuple[tuple[str, str], ...]:
    formats = [name for name in plugins.formats() if name != "live"]  # needs a terminal
    files = [line.partition("=") for line in lines]
    for line, (name, _, file) in zip(lines, files, strict=True):
        if name not in formats or not file:
            raise _invalid(label, line, f"use FORMAT=FILE, where FORMAT is one of {', '.join(formats)}")
        if file == STDIN:
            raise _invalid(label, line, f"use the path of a file; for standard output, use --format {name}")
    return tuple((name, file) for name, _, file in files)


# What becomes of a value beyond its type.
_CONVERSIONS: dict[str, Callable[[Any, str], Any]] = {
    "variables": _variables,
    "shard": _shard,
    "select": _rule_names,
    "ignore": _rule_names,
    "output": _output_files,
}


def _refuse_contradictions(settings: Settings, label: str) -> None:
    command = settings.command
    arns = [name for name in settings.manifest if name.startswith("arn:")]
    wait, replace_failed, fix, diff, managed_policy, role = (
        label.format(name)
        for name in ("wait", "replace-failed", "fix", "diff", "managed-policy", "create-validation-role")
    )
    if arns and command != "watch":
        raise Failure(f"{command} requires a manifest, not an ARN: {arns[0]}", USAGE, "only watch accepts ARNs")
    if command == "watch" and not settings.wait:
        raise Failure(f"{wait} must be true for watch", USAGE, f"omit {wait}, or use create")
    if settings.replace_failed and command not in ("plan", "create"):
        raise Failure(f"{replace_failed} does not apply to {command}", USAGE, f"omit {replace_failed}, or use create")
    if settings.fix and STDIN in settings.manifest:
        raise Failure(f"{fix} can't change standard input", USAGE, f"use {diff}, or the path of a file")
    if settings.fix and settings.diff:
        hint = f"{fix} changes the manifests, {diff} only shows the changes"
        raise Failure(f"{fix} and {diff} are mutually exclusive", USAGE, hint)
    if settings.quiet and settings.format != "text":
        hint = "omit one of them, or write the report to a file: --output FORMAT=FILE"
        raise Failure(f"--quiet and --format {settings.format} are mutually exclusive", USAGE, hint)
    if settings.base and not settings.changed_only:
        raise Failure("--base requires --changed-only", USAGE, "add --changed-only, or omit --base")
    if settings.on_cancel == "stop" and not settings.provenance_tags:
        on_cancel, provenance_tags = label.format("on-cancel"), label.format("provenance-tags")
        hint = f"set {provenance_tags} to true: without the tags the run can't prove what it has created"
        raise Failure(f"{on_cancel} stop requires {provenance_tags}", USAGE, hint)
    if settings.profile and settings.role_to_assume:
        profile, role_to_assume = label.format("profile"), label.format("role-to-assume")
        hint = f"omit {profile} in a workflow, and {role_to_assume} elsewhere"
        raise Failure(f"{profile} and {role_to_assume} are mutually exclusive", USAGE, hint)
    if settings.managed_policy and not settings.create_validation_role:
        raise Failure(f"{managed_policy} requires {role}", USAGE, f"set {role}, or omit {managed_policy}")


def _invalid(label: str, value: str, hint: str, choices: tuple[str, ...] = ()) -> Failure:
    listed = f" (choose from {', '.join(choices)})" if choices else ""
    return Failure(f"invalid value for {label}: {json.dumps(value, ensure_ascii=False)}{listed}", USAGE, hint)
