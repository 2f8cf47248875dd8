"""The last lines of a run that people read: the verdict, the facts and the next step; aligned, and never twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from ..manifest.findings import ERROR, FINDINGS, WARNING
from . import colors, measured, messages, outcome, rehearsals, untrusted
from .measurements import RehearsalMeasured
from .outcome import Outcome
from .progress import FEW
from .report import Report

_ORDER = (outcome.SUCCESS, outcome.NEUTRAL, outcome.FAILURE)
_STYLES = {outcome.SUCCESS: colors.ADDED, outcome.NEUTRAL: WARNING, outcome.FAILURE: ERROR}
# A check ends with the counts of its findings.
_COMMANDS = ("rehearse", "plan", "create", "watch")


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
    yield from (_of_few if len(listed) <= FEW else _of_many)(listed, paint, marks or {})
    yield _totals(ordered)
    steps = {step.label: step for each in ordered if (step := each.next_step) and (step.url or step.is_for_all)}
    for step in steps.values():
        yield untrusted.line(": ".join(filter(None, (step.label, step.text, step.url, step.command))))


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
    """A line for each manifest; below those that failed with the same cause, their cause."""
    details = {each.manifest: tuple(_details(each).items()) for each in listed}
    numbers = Counter(details.values())
    # Those that come first, with their cause, bring the others with the same cause with them.
    groups = {key: number for number, key in enumerate(numbers)}
    ordered = sorted(listed, key=lambda each: (_ORDER.index(each.state), groups[details[each.manifest]]))
    rows = [(_headline(each, marks), each.manifest, each.duration, each.cost) for each in ordered]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for number, (each, row) in enumerate(zip(ordered, rows, strict=True), 1):
        verdict, *cells = [f"{text:{width}}" for text, width in zip(row, widths, strict=True) if width]
        rest = "  ".join([*cells, each.arn]).rstrip()
        yield f"{paint(_STYLES[each.state], verdict)}  {untrusted.line(rest)}"
        own = details[each.manifest]
        if number < len(ordered) and details[ordered[number].manifest] == own:
            continue
        shared = {"Cause": f"Cause of these {numbers[own]}"} if numbers[own] > 1 else {}
        yield from (untrusted.line(f"  {shared.get(label, label)}: {text.splitlines()[0]}") for label, text in own)


def facts(each: Outcome) -> dict[str, str]:
    """The known facts about a resource by label, without its kind, name and Region."""
    known = {
        "Status": each.status,
        "Duration": each.duration,
        "Cost": each.cost,
        "ARN": each.arn,
        "Image": ", ".join(f"{digest} ({note})" if note else digest for digest, note in each.images.items()),
        "Console": each.console_url,
        **_rehearsals(each),
    }
    return {label: untrusted.line(text) for label, text in known.items() if text}


def _rehearsals(each: Outcome) -> dict[str, str]:
    """What was measured; of a single transform job also the sentence for the listing, and which files were saved."""
    is_before_create = bool(each.rehearsed_digests)
    known = measured.facts(each.measured, is_before_create)
    jobs = [one for one in each.measured if isinstance(one, RehearsalMeasured)]
    if len(jobs) != 1:
        return known
    is_listed = each.state == outcome.SUCCESS and not is_before_create
    listing = measured.listings(each.measured) if is_listed else []
    return {**known, "Listing": "".join(listing), "Saved": rehearsals.saved(jobs[0])}


def _next_step(only: Outcome) -> dict[str, str]:
    step = only.next_step
    if only.exit_code == FINDINGS:
        return _details(only)
    if step is None:
        return {}
    inputs = f"in a workflow, with: {step.inputs}" if step.inputs else ""
    return {step.label: "\n".join(filter(None, (step.text, step.command, inputs, step.url)))}


def _details(each: Outcome) -> dict[str, str]:
    """Why the run of a manifest failed, unless findings in the lines above say that, and how to continue it.

    Below the findings of a rehearsal are lines of other jobs, and measurements.
    """
    is_explained = each.state != outcome.FAILURE or (each.exit_code == FINDINGS and not each.measured)
    where = f" ({each.location.file}:{each.location.line})" if each.measured and each.location else ""
    details = {} if is_explained else {"Cause": f"{each.cause}{where}" if each.cause else "", "Fix": each.fix}
    if each.next_step and each.next_step.command and not each.next_step.is_for_all:
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
