"""The check: what reading, the schema and the rules have to say about a manifest."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice

from .. import plugins
from ..facts.facts import Facts
from ..manifest import fixes, ignores, schema, validation
from ..manifest.document import Document
from ..manifest.findings import ERROR, WARNING, Finding, Location, in_order, most
from ..manifest.paths import Path
from ..manifest.suggestions import closest_match
from ..report.built_in_rules import BUILT_IN

# More than this in one manifest is one mistake many times over, or an attack on the reader's time.
MOST = 100


def findings(
    document: Document, facts: Facts, select: Collection[str] = (), ignore: Collection[str] = ()
) -> list[Finding]:
    """Everything there is to say about a manifest, in the order of its lines.

    Of the rules only those in `select` speak, if there are any, and none in `ignore`; what reading and the schema find
    is always told.
    """
    rules = [rule for rule in _of_kind(document) if (not select or rule.name in select) and rule.name not in ignore]
    told = [*document.findings[: MOST + 1], *islice(_schema(document), MOST + 1), *_rules(document, facts, rules)]
    silences = ignores.read(document)
    left = [finding for finding in told if finding.rule in BUILT_IN or not silences.silence(finding)]
    left += islice(_useless(document, silences, {*select, *ignore}), MOST + 1)
    if len(left) <= MOST:
        return in_order(left)
    location = Location(document.file, 1, 1)
    rest = Finding(
        (), location, ERROR, "more-findings", f"there are more than {MOST} findings", "mend these, then look again"
    )
    return [rest, *most(left, MOST)]


def lacks_role(finding: Finding) -> bool:
    """Whether a finding only says that there is no ValidationRole."""
    return finding.rule == "missing-field" and "ValidationRole" in finding.message


def same_resource(documents: Sequence[Document]) -> Iterator[tuple[Document, Finding]]:
    """Yield a finding for each manifest that names a resource an earlier one of the run names too."""
    seen: dict[tuple[object, ...], Document] = {}
    for document in documents:
        member = f"{document.kind}Name"
        key = (document.kind, document.region, document.spec.get(member))
        if not isinstance(document.spec.get(member), str):
            continue
        if document.kind and key in seen:
            message = f"{seen[key].file} creates {document.spec.get(member)} in {document.region} too"
            hint = "give one of them another name"
            yield document, document.finding(("spec", member), ERROR, "same-resource", message, hint)
        seen.setdefault(key, document)


def _schema(document: Document) -> Iterator[Finding]:
    if not document.data:
        return
    for problem in validation.problems(document.data, document.reported_paths):
        hint = _misplaced(problem, document) or problem.hint
        yield document.finding(problem.path, ERROR, problem.rule, problem.message, hint, problem.at_key)


def _misplaced(problem: validation.Problem, document: Document) -> str:
    """A hint for a request written without the envelope around it."""
    if len(problem.path) != 1:
        return ""
    requests = [schema.spec(kind)["properties"] for kind in schema.kinds()]
    if problem.rule == "unknown-field" and any(problem.path[0] in request for request in requests):
        return "members of the request stand under spec"
    bare = any(member in request for member in document.data for request in requests)
    if problem.rule == "missing-field" and problem.path[0] == "kind" and bare:
        return (
            f"this looks like a bare request: sagemaker-marketplace init --from {document.file} makes a manifest of it"
        )
    return ""


def _of_kind(document: Document) -> list[plugins.Rule]:
    return plugins.rules_for(document.kind) if document.kind else []


def _rules(document: Document, facts: Facts, rules: Iterable[plugins.Rule]) -> Iterator[Finding]:
    for rule in rules:
        for result in islice(rule.module.check(document, facts), MOST + 1):
            if not document.has_read_error(result[0]):
                yield _told(document, facts, rule, *result)


def _told(
    document: Document,
    facts: Facts,
    rule: plugins.Rule,
    path: Path,
    message: str,
    hint: str,
    related: Sequence[tuple[Path, str]] = (),
    fix: fixes.Fix | None = None,
) -> Finding:
    locations = tuple((document.location(other), text) for other, text in related)
    edit = fixes.edit(document, fix)
    severity = rule.module.SEVERITY
    aged = _aged(rule, facts) if severity == ERROR else ""
    if aged:
        severity, hint = WARNING, f"{hint} ({aged})"
    return Finding(path, document.location(path), severity, rule.name, message, hint, locations, edit)


def _aged(rule: plugins.Rule, facts: Facts) -> str:
    """Why a rule may not speak firmly: the age of the data it rests on; empty when that is fresh enough."""
    for name, most_days in getattr(rule.module, "AGES", {}).items():
        days = facts.age_in_days(name)
        if days > most_days:
            return f"only a warning: the data on {name} is {days} days old"
    return ""


def _useless(document: Document, silences: ignores.Ignores, elsewhere: Collection[str]) -> Iterator[Finding]:
    """A finding for each ignore that names no rule, or that silenced nothing although the rule was asked."""
    if not silences.entries:
        return
    names, of_account = [rule.name for rule in plugins.rules()], plugins.check_names()
    for entry in silences.entries:
        if entry.rule in of_account:
            continue  # the preflight would have to say whether it silences something
        if entry.rule not in names:
            near = None if entry.rule in BUILT_IN else closest_match(entry.rule, [*names, *of_account])
            hint = f"did you mean {near}?" if near else "sagemaker-marketplace rules lists the names"
            message = f"no rule that can be ignored is named {entry.rule}"
            yield Finding(entry.path, entry.location, WARNING, "unknown-ignore", message, hint)
        elif document.kind and entry not in silences.used and not elsewhere:
            message = f"there is nothing of {entry.rule} to ignore {'here' if entry.line else 'in this manifest'}"
            yield Finding(entry.path, entry.location, WARNING, "unused-ignore", message, "remove it")
