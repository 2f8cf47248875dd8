"""Rehearsals in Markdown: a table with a line for each transform job, and the sentences for the listing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from .. import events, outcome, rehearsals
from ._markdown import Part, cell, code, details, markdown_row, prose, table, unbroken


def parts(found: Sequence[outcome.Outcome]) -> Iterator[Part]:
    """Yield what the rehearsals of a run measured, the sentences for the listing, and the files that were saved."""
    measured = [each for manifest in found for each in manifest.rehearsals]
    if not measured:
        return
    columns = {title: texts for title, texts in _columns(measured, len(found) > 1).items() if any(texts)}
    rows = tuple(markdown_row(*texts) for texts in zip(*columns.values(), strict=True))
    yield Part(80, "rehearsals", table(tuple(columns)), rows)
    notes = tuple(f"- {text}" for manifest in found for text in _notes(manifest))
    if notes:
        yield Part(78, "notes on the rehearsal", notes[0], notes[1:])
    files = [file for each in measured for file in each.saved_files]
    if files:
        head, tail = details(f"Saved outputs ({len(files):,} files)")
        yield Part(33, "saved files", head, tuple(f"- {code(file)}" for file in files), tail)


def _columns(measured: Sequence[events.RehearsalMeasured], with_manifest: bool) -> dict[str, list[str]]:
    """The columns of the table by title; those without a value are left out."""
    numbers: dict[str, Callable[[events.RehearsalMeasured], str]] = {
        "Start": lambda each: rehearsals.seconds(each.start_seconds),
        "First ping": lambda each: rehearsals.seconds(each.first_ping_seconds),
        "Requests": lambda each: _number(each.requests or None),
        "p50": lambda each: rehearsals.seconds(each.p50_seconds),
        "p95": lambda each: rehearsals.seconds(each.p95_seconds),
        "Memory (highest sample)": lambda each: rehearsals.size(each.highest_memory_bytes),
        "Records in": lambda each: _number(each.records_in),
        "Records out": lambda each: _number(each.records_out),
    }
    return {
        "Manifest": [cell(each.manifest) if with_manifest else "" for each in measured],
        "Transform job": [cell(each.profile) for each in measured],
        **{title: [unbroken(text(each)) for each in measured] for title, text in numbers.items()},
    }


def _number(number: int | None) -> str:
    return "" if number is None else f"{number:,}"


def _notes(manifest: outcome.Outcome) -> Iterator[str]:
    """Image and limits of each container, and the sentence for the listing if the manifest has no failure."""
    for each in manifest.rehearsals:
        yield f"{prose(each.profile)}: image {code(each.image)}, {cell(rehearsals.facts(each)['Limits'])}"
        if manifest.state == outcome.SUCCESS and rehearsals.sentence(each):
            yield f"For the listing: {cell(rehearsals.sentence(each))}"
