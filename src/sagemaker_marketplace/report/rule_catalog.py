"""All rules in one form, by family: those of modules, account checks, rehearsal checks and built-in rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module

from .. import plugins
from ..manifest import schema
from . import built_in_pages, rule_pages

_ACCOUNT = "account"


@dataclass(frozen=True)
class Entry:
    """What is known of a rule without its page."""

    name: str
    family: str
    severity: str
    summary: str
    docs: str
    kinds: tuple[str, ...]
    can_be_ignored: bool
    needs_account: bool


@dataclass(frozen=True)
class Family:
    """A family of rules: its title, an introduction in Markdown that can be empty, and its rules."""

    name: str
    title: str
    introduction: str
    rules: tuple[Entry, ...]


def families() -> list[Family]:
    """Return all families: those of `check`, those of built-in rules, the account checks and the rehearsal checks."""
    members = [*map(_of_module, plugins.all_rules()), *_built_in()]
    packages = {rule.family: str(rule.module.__package__) for rule in plugins.rules()}
    return [_family(name, packages.get(name, ""), members) for name in (*packages, *built_in_pages.FAMILIES)]


def _family(name: str, package: str, members: Sequence[Entry]) -> Family:
    text = str(import_module(package).__doc__) if package else built_in_pages.FAMILIES[name]
    title, _, introduction = text.partition("\n")
    rules = tuple(rule for rule in members if rule.family == name)
    return Family(name, title.rstrip("."), introduction.strip(), rules)


def _of_module(rule: plugins.Rule) -> Entry:
    module = rule.module
    about = rule_pages.summary(rule), rule_pages.url(rule.name)
    return Entry(rule.name, rule.family, module.SEVERITY, *about, tuple(module.KINDS), True, rule.family == _ACCOUNT)


def _built_in() -> list[Entry]:
    return [
        Entry(
            *(rule.name, rule.family, rule.severity, rule.summary, rule_pages.url(rule.name)),
            tuple(schema.kinds()),
            can_be_ignored=False,
            needs_account=rule.family == _ACCOUNT,
        )
        for rule in built_in_pages.rules().values()
    ]
