"""Pages of the built-in rules: family, reason, fix and examples of each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from ..manifest.findings import ERROR
from .built_in_rules import BUILT_IN, BUILT_IN_SEVERITIES

_FILE = Path(__file__).with_name("built_in_rules.yaml")
FAMILIES = {
    "reading": "Reading: whether a file is a manifest that can be read",
    "schema": "Schema: the fields and types of the API",
    "run": "Run: ignored rules, and several manifests or findings",
    "account": "Account: what the manifest names, in your account, and what AWS answers",
    "container": "Container: what a rehearsal observes of your container",
}


@dataclass(frozen=True)
class BuiltInRule:
    """A rule that no module checks; `wrong` and `right` are examples, empty where a manifest alone can't show it."""

    name: str
    family: str
    why: str
    fix: str
    wrong: str = ""
    right: str = ""

    @property
    def severity(self) -> str:
        """How severe its findings are."""
        return BUILT_IN_SEVERITIES.get(self.name, ERROR)

    @property
    def summary(self) -> str:
        """What its findings mean."""
        return BUILT_IN[self.name]


@lru_cache(maxsize=1)
def rules() -> dict[str, BuiltInRule]:
    """Return all built-in rules by name, one family after the other."""
    families = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return {name: BuiltInRule(name, family, **parts) for family in families for name, parts in families[family].items()}


def page(rule: BuiltInRule) -> str:
    """Return the page of a rule as Markdown."""
    parts = [
        f"# {rule.name}",
        rule.summary,
        f"Severity: {rule.severity}. Built-in rule. Family: {rule.family}.",
        rule.why,
    ]
    examples = {"Incorrect": rule.wrong, "Correct": rule.right}
    for title, example in examples.items():
        parts += [f"## {title}", f"```yaml\n{example.strip()}\n```"] if example else []
    parts += ["## How to fix", rule.fix, "## How to ignore", "It can't be ignored."]
    return "\n\n".join(parts) + "\n"
