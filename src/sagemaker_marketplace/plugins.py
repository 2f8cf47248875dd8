"""Finds plug-ins by walking their folder and refuses bad ones; nothing is listed twice."""

from __future__ import annotations

import os
import sys
from functools import lru_cache

from . import bundle
from .records import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType
    from typing import Any

PACKAGE = __name__.rpartition(".core.")[0]
ROOT = os.path.dirname(os.path.dirname(__file__))
RULE = ("SEVERITY", "KINDS", "SOURCES", "GOOD", "BAD", "check")
CHECK = ("SEVERITY", "KINDS", "SOURCES", "ACTIONS", "check")
KIND = ("KIND", "OPERATION", "NAME", "ARN", "STATUS", "DETAILS", "request", "outputs")
FORMAT = ("DESCRIPTION", "render")


class Rule(Frozen):
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
    for family in _names("rules", folders=True):
        for name in _names(f"rules/{family}"):
            rule = Rule(name.replace("_", "-"), family, _load(f"rules.{family}.{name}", RULE))
            if rule.name in found:
                raise TypeError(f"two rules are named {rule.name}")
            found[rule.name] = rule
    return list(found.values())


@lru_cache(maxsize=8)
def rules_for(kind: str) -> list[Rule]:
    """The rules that run on a kind, without their pages and examples: what a check needs, and fast.

    Raises what a rule's module raises while it is loaded.
    """
    return [
        Rule(name.rpartition(".")[2].replace("_", "-"), name.partition(".")[0], module)
        for name, module in bundle.load(f"{PACKAGE}.rules", f"{ROOT}/rules", kind)
    ]


def check_names() -> list[str]:
    """The names of all checks of an account, without loading them."""
    return [name.replace("_", "-") for name in _names("account")]


@lru_cache(maxsize=1)
def checks() -> list[Rule]:
    """All checks of an account, by name.

    Raises TypeError for a module that lacks a part of a check.
    """
    return [Rule(name.replace("_", "-"), "account", _load(f"account.{name}", CHECK)) for name in _names("account")]


@lru_cache(maxsize=1)
def kinds() -> dict[str, Any]:
    """The resource kinds by the name a manifest uses."""
    modules = [_load(f"kinds.{name}", KIND) for name in _names("kinds")]
    return {module.KIND: module for module in modules}


def formats() -> list[str]:
    """The names of the output formats."""
    return _names("formats")


def output_format(name: str) -> Any:
    """Load one output format."""
    return _load(f"formats.{name}", FORMAT)


def _names(folder: str, folders: bool = False) -> list[str]:
    with os.scandir(f"{ROOT}/{folder}") as entries:
        if folders:
            return sorted(entry.name for entry in entries if entry.is_dir() and not entry.name.startswith("_"))
        return sorted(entry.name[:-3] for entry in entries if entry.name.endswith(".py") and entry.name[0] != "_")


def _load(name: str, parts: tuple[str, ...]) -> ModuleType:
    __import__(f"{PACKAGE}.{name}")
    module = sys.modules[f"{PACKAGE}.{name}"]
    missing = [part for part in parts if not hasattr(module, part)]
    if missing:
        raise TypeError(f"{name} is no plug-in: it lacks {', '.join(missing)}")
    return module
