"""All that the rehearsals of a manifest measured: training jobs, transform jobs and real-time inference."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from . import real_time, rehearsals, trainings
from .events import RealTimeMeasured, RehearsalMeasured, TrainingMeasured
from .quantities import Measured

# The keys of a manifest's results in JSON.
_KEYS = {
    RehearsalMeasured: "rehearsals",
    TrainingMeasured: "training_rehearsals",
    RealTimeMeasured: "real_time_rehearsals",
}

_TRAINING, _TRANSFORM, _REAL_TIME = "training", "transform", "real time"
_TITLES = {_TRAINING: "Training", _TRANSFORM: "Transform", _REAL_TIME: "Real time"}


def data(measured: Measured) -> dict[str, Any]:
    """A measurement as JSON types."""
    match measured:
        case TrainingMeasured():
            return trainings.data(measured)
        case RealTimeMeasured():
            return real_time.data(measured)
    return rehearsals.data(measured)


def data_by_key(measured: Sequence[Measured]) -> dict[str, list[dict[str, Any]]]:
    """All measurements as JSON types, in a list for each type that there is, by the key of the list."""
    lists: dict[str, list[dict[str, Any]]] = {}
    for each in measured:
        lists.setdefault(_KEYS[type(each)], []).append(data(each))
    return {key: lists[key] for key in _KEYS.values() if key in lists}


def line(measured: Measured) -> str:
    """A measurement in one line with its name."""
    if isinstance(measured, RealTimeMeasured):
        return f"real-time rehearsal: {_numbers(measured)}"
    job_type = _TRAINING if isinstance(measured, TrainingMeasured) else _TRANSFORM
    return f"{job_type} rehearsal {measured.profile} {_numbers(measured)}"


def facts(measured: Sequence[Measured], is_before_create: bool) -> dict[str, str]:
    """The measurements of a manifest by label: all of them for one job, a line for each of several.

    With `is_before_create` the labels differ from those of the validation in AWS, and only results are listed.
    """
    if len(measured) == 1 and not is_before_create:
        (only,) = measured
        if isinstance(only, TrainingMeasured):
            return trainings.facts(only)
        if isinstance(only, RehearsalMeasured):
            return rehearsals.facts(only)
    known: dict[str, str] = {}
    for each in measured:
        label = _label(each, measured)
        if is_before_create:
            label = f"Rehearsed {label}" if len(measured) > 1 else "Rehearsal"
        known[_TITLES.get(label, label)] = _numbers(each)
        if isinstance(each, RealTimeMeasured) and not is_before_create:
            known |= real_time.facts(each)
    return known


def listings(measured: Sequence[Measured]) -> list[str]:
    """The sentence for the listing of each measurement, empty if it has none.

    That of the first transform job has the latency of real-time inference.
    """
    endpoint = next((each for each in measured if isinstance(each, RealTimeMeasured)), None)
    sentences = []
    for each in measured:
        sentence = rehearsals.sentence(each, endpoint) if isinstance(each, RehearsalMeasured) else ""
        endpoint = None if sentence else endpoint
        sentences.append(sentence)
    return sentences


def _label(each: Measured, measured: Sequence[Measured]) -> str:
    """What a measurement is of: the profile's name is only there if there are several, or only transform jobs."""
    if isinstance(each, RealTimeMeasured):
        return _REAL_TIME
    profiles = {one.profile for one in measured if not isinstance(one, RealTimeMeasured)}
    if isinstance(each, TrainingMeasured):
        return _TRAINING if len(profiles) == 1 else f"{each.profile} training"
    is_only_type = all(isinstance(one, RehearsalMeasured) for one in measured)
    return each.profile if is_only_type or len(profiles) > 1 else _TRANSFORM


def _numbers(each: Measured) -> str:
    match each:
        case TrainingMeasured():
            return trainings.line(each)
        case RealTimeMeasured():
            return real_time.line(each)
    return rehearsals.line(each)
