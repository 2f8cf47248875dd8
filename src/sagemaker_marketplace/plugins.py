"""Finds plug-ins by walking their folder and refuses bad ones; nothing is listed twice."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any

PACKAGE = __package__
ROOT = Path(__file__).parent
RULE = ("SEVERITY", "KINDS", "SOURCES", "GOOD", "BAD", "check")
CHECK = ("SEVERITY", "KINDS", "SOURCES", "ACTIONS", "check")
KIND = ("KIND", "OPERATION", "NAME", "ARN", "STATUS", "DETAILS", "request", "outputs")
FORMAT = ("DESCRIPTION", "render")


@dataclass(frozen=True)
class Rule:
    """A rule found: its public name, its family and its module."""

    name: str
    family: str
    module: Any


@lru_cache(maxsize=1)
def rules() -> list[Rule]:
    """All rules, by family and name.

    Raises TypeError for a module that lacks a part of a rule, and for two rules of one name.
    """
    found: dict[str, Rule] = {}
    for family in _names("check/rules", folders=True):
        for name in _names(f"check/rules/{family}"):
            rule = Rule(name.replace("_", "-"), family, _load(f"check.rules.{family}.{name}", RULE))
            if rule.name in found:
                raise TypeError(f"two rules are named {rule.name}")
            found[rule.name] = rule
    return list(found.values())


@lru_cache(maxsize=8)
def rules_for(kind: str) -> list[Rule]:
    """The rules that run on a kind.

    Raises TypeError as `rules` does.
    """
    return [rule for rule in rules() if kind in rule.module.KINDS]


def check_names() -> list[str]:
    """The names of all checks of an account, without loading them."""
    return [name.replace("_", "-") for name in _names("preflight/checks")]


@lru_cache(maxsize=1)
def checks() -> list[Rule]:
    """All checks of an account, by name.

    Raises TypeError for a module that lacks a part of a check.
    """
    return [
        Rule(name.replace("_", "-"), "account", _load(f"preflight.checks.{name}", CHECK))
        for name in _names("preflight/checks")
    ]


@lru_cache(maxsize=1)
def kinds() -> dict[str, Any]:
    """The resource kinds by the name a manifest uses."""
    modules = [_load(f"kinds.{name}", KIND) for name in _names("kinds")]
    return {module.KIND: module for module in modules}


def formats() -> list[str]:
    """The names of the output formats."""
    return _names("report/formats")


def output_format(name: str) -> Any:
    """Load one output format."""
    return _load(f"report.formats.{name}", FORMAT)


def _names(folder: str, folders: bool = False) -> list[str]:
    found = [path for path in (ROOT / folder).iterdir() if not path.name.startswith("_")]
    return sorted(path.stem for path in found if (path.is_dir() if folders else path.suffix == ".py"))


def _load(name: str, parts: tuple[str, ...]) -> ModuleType:
    module = importlib.import_module(f"{PACKAGE}.{name}")
    missing = [part for part in parts if not hasattr(module, part)]
    if missing:
        raise TypeError(f"{name} is no plug-in: it lacks {', '.join(missing)}")
    return module
