"""Finds plugins by walking the folders that they are in. A new module there is a new plugin; nothing is registered.

| plugin | folder | a module must have |
| --- | --- | --- |
| rule | check/rules/<family> | docstring (its page), SEVERITY, KINDS, SOURCES, GOOD, BAD, check(document, facts) |
| account check | preflight/checks | docstring (its page), SEVERITY, KINDS, SOURCES, ACTIONS, check(document, …) |
| rehearsal check | rehearse/checks | docstring (its page), SEVERITY, KINDS, SOURCES, check(document, observations) |
| kind | kinds | the names in `_KIND_PARTS`, request(spec), outputs(description) |
| output format | report/formats | DESCRIPTION, LIVE (lines as events come), render(events, …) |

A live format can list in OPTIONS which of `paint` and `command` its `render` accepts, and have `opening_lines` and
`closing_lines`.

An account check with LOCAL can run in a rehearsal: "image" on configs of local images, "model" on a model archive.

A plugin is named after its module, with hyphens. Modules whose name begins with "_" are helpers.
"""

from __future__ import annotations

import importlib
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

_ROOT = Path(__file__).parent
_RULE_PARTS = ("SEVERITY", "KINDS", "SOURCES", "GOOD", "BAD", "check")
_CHECK_PARTS = ("SEVERITY", "KINDS", "SOURCES", "ACTIONS", "check")
_REHEARSAL_PARTS = ("SEVERITY", "KINDS", "SOURCES", "OBSERVES", "check")
_KIND_PARTS = (
    *("KIND", "TITLE", "OPERATION", "NAME", "ARN", "STATUS", "DETAILS", "RESOURCE", "CONSOLE", "NOT_DESCRIBED"),
    *("request", "outputs"),
)
_FORMAT_PARTS = ("DESCRIPTION", "LIVE", "render")


class Rule(NamedTuple):
    """A rule, account check or rehearsal check: its public name, its family and its module."""

    name: str
    family: str
    module: Any


@lru_cache(maxsize=1)
def rules() -> list[Rule]:
    """All rules, by family and name.

    Raises TypeError for a module without a required part, and for two rules with the same name.
    """
    by_name: dict[str, Rule] = {}
    for family in _names("check/rules", folders=True):
        for name in _names(f"check/rules/{family}"):
            rule = Rule(name.replace("_", "-"), family, _load(f"check.rules.{family}.{name}", _RULE_PARTS))
            if rule.name in by_name:
                raise TypeError(f"duplicate rule name: {rule.name}")
            by_name[rule.name] = rule
    return list(by_name.values())


@lru_cache(maxsize=8)
def rules_for(kind: str) -> list[Rule]:
    """The rules that run on a kind.

    Raises TypeError as `rules` does.
    """
    return [rule for rule in rules() if kind in rule.module.KINDS]


def check_names() -> list[str]:
    """The names of all account checks, without importing them."""
    return [name.replace("_", "-") for name in _names("preflight/checks")]


@lru_cache(maxsize=1)
def checks() -> list[Rule]:
    """All account checks, by name.

    Raises TypeError for a module without a required part.
    """
    return _checks("preflight", "account", _CHECK_PARTS)


def rehearsal_check_names() -> list[str]:
    """The names of all rehearsal checks, without importing them."""
    return [name.replace("_", "-") for name in _names("rehearse/checks")]


@lru_cache(maxsize=1)
def rehearsal_checks() -> list[Rule]:
    """All rehearsal checks, by name.

    Raises TypeError for a module without a required part.
    """
    return _checks("rehearse", "container", _REHEARSAL_PARTS)


def _checks(stage: str, family: str, parts: tuple[str, ...]) -> list[Rule]:
    return [
        Rule(name.replace("_", "-"), family, _load(f"{stage}.checks.{name}", parts))
        for name in _names(f"{stage}/checks")
    ]


def all_rules() -> list[Rule]:
    """All rules, account checks and rehearsal checks: those that can be selected and ignored.

    Raises TypeError as `rules` does.
    """
    return [*rules(), *checks(), *rehearsal_checks()]


@lru_cache(maxsize=1)
def kinds() -> dict[str, Any]:
    """The resource kinds, by their name in a manifest."""
    modules = [_load(f"kinds.{name}", _KIND_PARTS) for name in _names("kinds")]
    return {module.KIND: module for module in modules}


def formats() -> list[str]:
    """The names of the output formats."""
    return _names("report/formats")


def output_format(name: str) -> Any:
    """Import one output format."""
    return _load(f"report.formats.{name}", _FORMAT_PARTS)


def _names(folder: str, folders: bool = False) -> list[str]:
    paths = [path for path in (_ROOT / folder).iterdir() if not path.name.startswith("_")]
    return sorted(path.stem for path in paths if (path.is_dir() if folders else path.suffix == ".py"))


def _load(name: str, parts: tuple[str, ...]) -> ModuleType:
    module = importlib.import_module(f"{__package__}.{name}")
    missing = [part for part in parts if not hasattr(module, part)]
    if missing:
        raise TypeError(f"invalid plugin {name}: missing {', '.join(missing)}")
    return module
