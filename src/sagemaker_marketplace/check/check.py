"""Checks one manifest: what reading, the schema and the rules find."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice

from .. import plugins
from ..facts.facts import Facts
from ..manifest import fixes, foreign, ignores, schema, validation
from ..manifest.document import Document
from ..manifest.findings import ERROR, WARNING, Finding, Location, in_order, most
from ..manifest.paths import Path
from ..manifest.suggestions import closest_match
from ..report.built_in_rules import BUILT_IN

# More findings than this in one manifest are one mistake many times, or an attack on the reader's time.
MOST = 100


def findings(
    document: Document, facts: Facts, select: Collection[str] = (), ignore: Collection[str] = ()
) -> list[Finding]:
    """All findings of a manifest, sorted by location.

    Only the rules in `select` run, if there are any, and none in `ignore`. Findings of reading and the schema are
    always reported.
    """
    rules = [
        rule
        for rule in (plugins.rules_for(document.kind) if document.kind else ())
        if (not select or rule.name in select) and rule.name not in ignore
    ]
    of_schema = list(islice(_schema_findings(document), MOST + 1))
    empty = {finding.path for finding in of_schema if document.is_empty_string(finding.path)}
    raised = [
        *document.findings[: MOST + 1],
        *of_schema,
        *(finding for finding in _rule_findings(document, facts, rules) if finding.path not in empty),
    ]
    ignored = ignores.read(document)
    reported = [finding for finding in raised if finding.rule in BUILT_IN or not ignored.covers(finding)]
    reported += islice(_ignore_findings(document, ignored, {*select, *ignore}), MOST + 1)
    if len(reported) <= MOST:
        return in_order(reported)
    location = Location(document.file, 1, 1)
    message = f"more than {MOST} findings; only the worst are reported"
    return [
        Finding((), location, ERROR, "more-findings", message, "fix these, then check again"),
        *most(reported, MOST),
    ]


def is_missing_role(finding: Finding) -> bool:
    """Whether a finding only reports that there is no ValidationRole."""
    return finding.rule == "missing-field" and "ValidationRole" in finding.message


def _schema_findings(document: Document) -> Iterator[Finding]:
    if not document.data:
        return
    if not foreign.has_envelope(document.data):
        message = "expected a manifest, got an object without kind, region and spec"
        yield document.finding((), ERROR, "not-a-manifest", message, "create one with sagemaker-marketplace init")
        return
    for problem in validation.problems(document.data, document.reported_paths):
        hint = _other_kind_hint(problem, document.kind) or problem.hint
        yield document.finding(problem.path, ERROR, problem.rule, problem.message, hint, problem.at_key)


def _other_kind_hint(problem: validation.Problem, kind: str | None) -> str:
    """A hint for a field that only the requests of another kind have."""
    field = str(problem.path[-1]) if problem.path else ""
    if kind is None or problem.rule != "unknown-field" or field in schema.field_names(kind):
        return ""
    other = next((name for name in schema.kinds() if field in schema.field_names(name)), "")
    return f"remove it: only kind: {other} has this field" if other else ""


def _rule_findings(document: Document, facts: Facts, rules: Iterable[plugins.Rule]) -> Iterator[Finding]:
    incomplete = document.incomplete_lists()
    for rule in rules:
        for result in islice(rule.module.check(document, facts), MOST + 1):
            related = result[3] if len(result) > 3 else ()
            others = [path for path, _ in related]
            follows = any(document.has_read_error(path) for path in (result[0], *others))
            if not follows and not any(path in incomplete for path in others):
                yield _to_finding(document, facts, rule, *result)


def _to_finding(
    document: Document,
    facts: Facts,
    rule: plugins.Rule,
    path: Path,
    message: str,
    hint: str,
    related: Sequence[tuple[Path, str]] = (),
    fix: fixes.Fix | None = None,
) -> Finding:
    edit = fixes.edit_for(document, fix)
    severity = rule.module.SEVERITY
    reason = _downgrade_reason(rule, facts) if severity == ERROR else ""
    if reason:
        severity, hint = WARNING, f"{hint} ({reason})"
    return document.finding(path, severity, rule.name, message, hint, related=related, fix=edit)


def _downgrade_reason(rule: plugins.Rule, facts: Facts) -> str:
    """Why a rule's errors are only warnings: the age of its data; empty if that is recent enough."""
    for name, max_days in getattr(rule.module, "AGES", {}).items():
        days = facts.age_in_days(name)
        if days > max_days:
            return f"only a warning: the data on {name} is {days} days old"
    return ""


def _ignore_findings(document: Document, ignored: ignores.Ignores, options: Collection[str]) -> Iterator[Finding]:
    """A finding for each ignore of an unknown rule, and for each unused one unless options select rules."""
    if not ignored.entries:
        return
    rules = [rule.name for rule in plugins.rules()]
    later_checks = [*plugins.check_names(), *plugins.rehearsal_check_names()]
    for entry in ignored.entries:
        if entry.rule in later_checks:
            continue  # only preflight and rehearsal know whether it is used
        if entry.rule not in rules:
            closest = None if entry.rule in BUILT_IN else closest_match(entry.rule, [*rules, *later_checks])
            hint = f"did you mean {closest}?" if closest else "list the rules with sagemaker-marketplace rules"
            reason = "built-in rule can't be ignored" if entry.rule in BUILT_IN else "unknown rule in ignore"
            message = f"{reason}: {entry.rule}"
            yield Finding(entry.path, entry.location, WARNING, "unknown-ignore", message, hint, end=entry.end)
        elif document.kind and entry not in ignored.used and not options:
            message = f"unused ignore: {entry.rule}"
            yield Finding(entry.path, entry.location, WARNING, "unused-ignore", message, "remove it", end=entry.end)
