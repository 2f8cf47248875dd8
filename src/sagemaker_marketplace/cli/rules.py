"""The commands rules and explain."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict

from .. import output, plugins
from ..manifest.findings import INFO, SEVERITIES, SUCCESS, USAGE, Failure
from ..manifest.suggestions import closest_match
from ..report import built_in_pages, rule_catalog, rule_pages
from ..report.formats.jsonl import encode
from ..report.rule_catalog import Entry
from ..settings.options import of_command
from ..settings.parse import COMMAND_LINE, Given, parse


def list_rules(given: Given) -> int:
    """List all rules by family, with counts, or as JSON."""
    families = rule_catalog.families()
    if parse(of_command("rules"), given, COMMAND_LINE)["format"] == "json":
        rules = [asdict(rule) for family in families for rule in family.rules]
        output.write_result(f"{encode({'version': 1, 'rules': rules}, indent=2)}\n")
    else:
        output.write_result("".join(f"{line}\n" for line in _lines(families)))
    return SUCCESS


def explain(given: Given) -> int:
    """Print the page of a rule.

    Raises Failure for an unknown rule.
    """
    options = parse(of_command("explain"), given, COMMAND_LINE)
    page = _page(options["rule"])
    output.write_result(page if options["markdown"] else rule_pages.text(page))
    return SUCCESS


def _page(name: str) -> str:
    built_in = built_in_pages.rules()
    if name in built_in:
        return built_in_pages.page(built_in[name])
    rules = {rule.name: rule for rule in plugins.all_rules()}
    if name not in rules:
        near = closest_match(name, [*rules, *built_in])
        hint = f"did you mean {near}?" if near else "run 'sagemaker-marketplace rules' for a list"
        raise Failure(f"unknown rule: {name}", USAGE, hint)
    return rule_pages.page(rules[name])


def _lines(families: Iterable[rule_catalog.Family]) -> Iterator[str]:
    rules = [rule for family in families for rule in family.rules]
    width = max(len(rule.name) for rule in rules)
    for family in families:
        yield f"{family.title} ({_counts(family.rules)})"
        for rule in family.rules:
            yield f"  {rule.name:{width}}  {rule.severity:7}  {rule.summary}"
        yield ""
    yield f"{len(rules)} rules: {_counts(rules)}"
    yield "Run 'sagemaker-marketplace explain RULE' for the page of a rule."


def _counts(rules: Iterable[Entry]) -> str:
    numbers = Counter(rule.severity for rule in rules)
    return ", ".join(
        f"{numbers[severity]} {severity}{'s' * (numbers[severity] > 1 and severity != INFO)}"
        for severity in SEVERITIES
        if numbers[severity]
    )
