"""Rehearsals in Markdown: a table for each type of rehearsal, and the sentences for the listing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .. import measured, outcome, real_time, trainings
from ..events import RealTimeMeasured, RehearsalMeasured, TrainingMeasured
from ..quantities import Measured, limits, seconds, size
from ._markdown import Part, cell, code, details, markdown_row, prose, table, unbroken

_MEMORY = "Memory (highest sample)"


def parts(found: Sequence[outcome.Outcome]) -> Iterator[Part]:
    """Yield what the rehearsals of a run measured, the sentences for the listing, and the files that were saved.

    The tables of a rehearsal before a create call are collapsed: the validation in AWS is what the run is about.
    """
    all_measured = [each for manifest in found for each in manifest.measured]
    is_collapsed = any(each.rehearsed_digests for each in found)
    for title, columns in _tables(all_measured, len(found) > 1):
        known = {name: texts for name, texts in columns.items() if any(texts)}
        rows = tuple(markdown_row(*texts) for texts in zip(*known.values(), strict=True))
        head, tail = details(title, [table(tuple(known))]) if is_collapsed else (table(tuple(known)), "")
        yield Part(80, "rehearsals", head, rows, tail)
    notes = tuple(f"- {text}" for manifest in found for text in _notes(manifest) if not is_collapsed)
    if notes:
        yield Part(78, "notes on the rehearsal", notes[0], notes[1:])
    files = [file for each in all_measured if isinstance(each, RehearsalMeasured) for file in each.saved_files]
    if files:
        head, tail = details(f"Saved outputs ({len(files):,} files)")
        yield Part(33, "saved files", head, tuple(f"- {code(file)}" for file in files), tail)


def _tables(all_measured: Sequence[Measured], with_manifest: bool) -> Iterator[tuple[str, dict[str, list[str]]]]:
    """Yield title and columns of each table; the columns are lists of Markdown by their titles."""
    training = [each for each in all_measured if isinstance(each, TrainingMeasured)]
    transform = [each for each in all_measured if isinstance(each, RehearsalMeasured)]
    endpoints = [each for each in all_measured if isinstance(each, RealTimeMeasured)]
    for title, group, columns in (
        ("Rehearsed training jobs", training, _training_columns(training)),
        ("Rehearsed transform jobs", transform, _transform_columns(transform)),
        ("Rehearsed real-time inference", endpoints, _real_time_columns(endpoints)),
    ):
        if group:
            yield title, {"Manifest": [cell(each.manifest) if with_manifest else "" for each in group], **columns}


def _training_columns(jobs: Sequence[TrainingMeasured]) -> dict[str, list[str]]:
    return {
        "Training job": [cell(each.profile) for each in jobs],
        "Start": [unbroken(seconds(each.start_seconds)) for each in jobs],
        "Training": [unbroken(seconds(each.seconds)) for each in jobs],
        _MEMORY: [unbroken(size(each.highest_memory_bytes)) for each in jobs],
        "Model": [unbroken(trainings.model(each)) for each in jobs],
        "Metrics": [cell(trainings.metrics(each)) for each in jobs],
    }


def _transform_columns(jobs: Sequence[RehearsalMeasured]) -> dict[str, list[str]]:
    return {
        "Transform job": [cell(each.profile) for each in jobs],
        **_request_columns(jobs),
        "Records in": [_number(each.records_in) for each in jobs],
        "Records out": [_number(each.records_out) for each in jobs],
    }


def _real_time_columns(endpoints: Sequence[RealTimeMeasured]) -> dict[str, list[str]]:
    return {
        "Real time": [code(each.image) for each in endpoints],
        **_request_columns(endpoints),
        "Streaming": [cell(real_time.streaming(each)) for each in endpoints],
    }


def _request_columns(each_of: Sequence[RehearsalMeasured] | Sequence[RealTimeMeasured]) -> dict[str, list[str]]:
    return {
        "Start": [unbroken(seconds(each.start_seconds)) for each in each_of],
        "First ping": [unbroken(seconds(each.first_ping_seconds)) for each in each_of],
        "Requests": [_number(each.requests or None) for each in each_of],
        "p50": [unbroken(seconds(each.p50_seconds)) for each in each_of],
        "p95": [unbroken(seconds(each.p95_seconds)) for each in each_of],
        _MEMORY: [unbroken(size(each.highest_memory_bytes)) for each in each_of],
    }


def _number(number: int | None) -> str:
    return "" if number is None else f"{number:,}"


def _notes(manifest: outcome.Outcome) -> Iterator[str]:
    """Image and limits of each job, what buyers see, and the sentences for the listing without a failure.

    The jobs of a profile usually have the same image and limits.
    """
    noted = set()
    for each, sentence in zip(manifest.measured, measured.listings(manifest.measured), strict=True):
        if isinstance(each, RealTimeMeasured):
            yield from _buyer_notes(each)
            continue
        where = each.profile, each.image, limits(each)
        if where not in noted:
            yield f"{prose(each.profile)}: image {code(each.image)}, {cell(limits(each))}"
        noted.add(where)
        if sentence and manifest.state == outcome.SUCCESS:
            yield f"For the listing: {cell(sentence)}"


def _buyer_notes(each: RealTimeMeasured) -> Iterator[str]:
    facts = {
        "Metrics that buyers see": real_time.names(each),
        "Metering": real_time.metering(each),
        "Streaming in both directions": "rehearsed over WebSocket" if each.is_bidirectional else "",
    }
    yield from (f"{label}: {cell(text)}" for label, text in facts.items() if text)
