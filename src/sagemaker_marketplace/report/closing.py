"""The last lines of a run that people read: the verdict, the facts and the next step; aligned, and never twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ..manifest.findings import ERROR, FINDINGS, WARNING
from . import colors, messages, outcome, rehearsals, untrusted
from .outcome import Outcome
from .report import Report

_ORDER = (outcome.SUCCESS, outcome.NEUTRAL, outcome.FAILURE)
_STYLES = {outcome.SUCCESS: colors.ADDED, outcome.NEUTRAL: WARNING, outcome.FAILURE: ERROR}
# A check ends with the counts of its findings.
_COMMANDS = ("rehearse", "plan", "create", "watch")
# Up to so many manifests have all their facts; more have a line each, which fits on one screen.
_MAX_BLOCKS = 3


def lines(run: Report, paint: colors.Paint = colors.uncolored, marks: Mapping[str, str] | None = None) -> Iterator[str]:
    """Yield the closing lines of a run, after an empty line; nothing for a check, or after failures before the plan.

    `paint` colors the verdicts. `marks` has a sign for each state of an outcome, such as a check mark.
    """
    if run.command not in _COMMANDS:
        return
    found = [each for each in outcome.outcomes(run) if each.manifest]
    if not found or (run.failures and not any(each.name for each in found)):
        return
    yield ""
    if len(found) == 1:
        yield from _block(found[0], _next_step(found[0]), paint, marks or {})
        return
    # Manifests that only others have stopped are counted.
    ordered = sorted(found, key=lambda each: _ORDER.index(each.state))
    listed = [each for each in ordered if each.cause or each.state != outcome.FAILURE]
    yield from (_of_few if len(listed) <= _MAX_BLOCKS else _of_many)(listed, paint, marks or {})
    yield _totals(ordered)
    steps = {step.label: step for each in ordered if (step := each.next_step) and step.url}
    yield from (f"{step.label}: {step.text}: {step.url}" for step in steps.values())


def _block(each: Outcome, more: Mapping[str, str], paint: colors.Paint, marks: Mapping[str, str]) -> Iterator[str]:
    """The verdict of a manifest, the facts, and more lines by label."""
    yield f"{paint(_STYLES[each.state], _headline(each, marks))}: {untrusted.line(_resource(each))}"
    shown = {**facts(each), **more}
    width = max(map(len, shown), default=0)
    for label, text in shown.items():
        first, *rest = text.splitlines()
        yield untrusted.line(f"  {label:{width}}  {first}")
        yield from (untrusted.line(f"  {'':{width}}  {line}") for line in rest)


def _of_few(listed: Sequence[Outcome], paint: colors.Paint, marks: Mapping[str, str]) -> Iterator[str]:
    """A block for each manifest; the cause of a failure is far above, between the lines of others."""
    for each in listed:
        yield from _block(each, _details(each), paint, marks)
        yield ""


def _of_many(listed: Sequence[Outcome], paint: colors.Paint, marks: Mapping[str, str]) -> Iterator[str]:
    """A line for each manifest, those that failed with their cause."""
    rows = [(_headline(each, marks), each.manifest, each.duration, each.cost) for each in listed]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for each, row in zip(listed, rows, strict=True):
        verdict, *cells = [f"{text:{width}}" for text, width in zip(row, widths, strict=True) if width]
        rest = "  ".join([*cells, each.arn]).rstrip()
        yield f"{paint(_STYLES[each.state], verdict)}  {untrusted.line(rest)}"
        yield from (untrusted.line(f"  {label}: {text.splitlines()[0]}") for label, text in _details(each).items())


def facts(each: Outcome) -> dict[str, str]:
    """The known facts about a resource by label, without its kind, name and Region."""
    known = {
        "Status": each.status,
        "Duration": each.duration,
        "Cost": each.cost,
        "ARN": each.arn,
        "Image": ", ".join(each.digests),
        "Console": each.console_url,
        **_rehearsals(each),
    }
    return {label: untrusted.line(text) for label, text in known.items() if text}


def _rehearsals(each: Outcome) -> dict[str, str]:
    """What was measured: all of it for one job, a line for each of several; and the sentence for the listing."""
    if len(each.rehearsals) != 1:
        return {measured.profile: rehearsals.line(measured) for measured in each.rehearsals}
    (only,) = each.rehearsals
    listing = rehearsals.sentence(only) if each.state == outcome.SUCCESS else ""
    return {**rehearsals.facts(only), "Listing": listing, "Saved": rehearsals.saved(only)}


def _next_step(only: Outcome) -> dict[str, str]:
    step = only.next_step
    # The lines above end with the findings and their hints.
    if step is None or only.exit_code == FINDINGS:
        return {}
    inputs = f"in a workflow, with: {step.inputs}" if step.inputs else ""
    return {step.label: "\n".join(filter(None, (step.text, step.command, inputs, step.url)))}


def _details(each: Outcome) -> dict[str, str]:
    """Why the run of a manifest failed, unless findings in the lines above say that, and how to continue it."""
    is_explained = each.state != outcome.FAILURE or each.exit_code == FINDINGS
    details = {} if is_explained else {"Cause": each.cause, "Fix": each.fix}
    if each.next_step and each.next_step.command:
        details[each.next_step.label] = each.next_step.command
    return {label: text for label, text in details.items() if text}


def _totals(found: Sequence[Outcome]) -> str:
    costs = [each.cost_usd for each in found if each.cost_usd is not None]
    cost = f"; cost: {messages.dollars(sum(costs))}" if costs else ""
    return f"{len(found)} manifests: {outcome.counts(found)}{cost}"


def _headline(each: Outcome, marks: Mapping[str, str]) -> str:
    return f"{marks[each.state]} {each.verdict}" if marks else each.verdict


def _resource(each: Outcome) -> str:
    """Name, kind and Region, such as `churn-1 (model package, us-east-2)`; the manifest if there is no name."""
    if not each.name:
        return each.manifest
    return f"{each.name} ({', '.join(filter(None, (each.kind_in_words, each.region)))})"
