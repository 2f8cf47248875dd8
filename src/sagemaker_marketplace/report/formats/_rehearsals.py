"""Rehearsals in Markdown: a table with a line for each transform job, and the sentences for the listing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .. import events, outcome, rehearsals
from ._markdown import Part, cell, code, details, prose, row, table

_TITLES = (
    "Manifest",
    "Transform job",
    "Start",
    "First ping",
    "Requests",
    "p50",
    "p95",
    "Memory (highest sample)",
    "Records in",
    "Records out",
)


def parts(found: Sequence[outcome.Outcome]) -> Iterator[Part]:
    """Yield what the rehearsals of a run measured, the sentences for the listing, and the files that were saved."""
    measured = [each for manifest in found for each in manifest.rehearsals]
    if not measured:
        return
    # A column of manifests would repeat the facts of a single one.
    first = 1 if len(found) == 1 else 0
    rows = tuple(row(*_columns(each)[first:]) for each in measured)
    yield Part(80, "rehearsals", table(_TITLES[first:]), rows)
    notes = tuple(f"- {text}" for manifest in found for text in _notes(manifest))
    if notes:
        yield Part(78, "notes on the rehearsal", notes[0], notes[1:])
    files = [file for each in measured for file in each.saved_files]
    if files:
        head, tail = details(f"Saved outputs ({len(files):,} files)")
        yield Part(33, "saved files", head, tuple(f"- {code(file)}" for file in files), tail)


def _columns(each: events.RehearsalMeasured) -> tuple[str, ...]:
    return (
        each.manifest,
        each.profile,
        rehearsals.seconds(each.start_seconds),
        rehearsals.seconds(each.first_ping_seconds),
        f"{each.requests:,}" if each.requests else "",
        rehearsals.seconds(each.p50_seconds),
        rehearsals.seconds(each.p95_seconds),
        rehearsals.size(each.highest_memory_bytes),
        *("" if number is None else f"{number:,}" for number in (each.records_in, each.records_out)),
    )


def _notes(manifest: outcome.Outcome) -> Iterator[str]:
    """Image and limits of each container, and the sentence for the listing if the manifest has no failure."""
    for each in manifest.rehearsals:
        yield f"{prose(each.profile)}: image {code(each.image)}, {cell(rehearsals.facts(each)['Limits'])}"
        if manifest.state == outcome.SUCCESS and rehearsals.sentence(each):
            yield f"For the listing: {cell(rehearsals.sentence(each))}"
