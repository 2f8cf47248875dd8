"""What the rehearsal of a training job measured, in words and as JSON types."""

from __future__ import annotations

from math import isfinite
from typing import Any

from .events import TrainingMeasured
from .quantities import fields, limits, number_of, seconds, size

_MAX_METRICS = 6


def data(measured: TrainingMeasured) -> dict[str, Any]:
    """A measurement as JSON types; the metrics are an object with their last values by name."""
    # JSON has no infinite numbers.
    known = ((name, value if value is not None and isfinite(value) else None) for name, value in measured.metrics)
    return {**fields(measured), "metrics": dict(known)}


def facts(measured: TrainingMeasured) -> dict[str, str]:
    """The known measurements of a training job by label."""
    known = {
        "Image": measured.image,
        "Limits": limits(measured),
        "Start": seconds(measured.start_seconds),
        "Training": seconds(measured.seconds),
        "Memory": f"{size(measured.highest_memory_bytes)} (highest sample)" if measured.highest_memory_bytes else "",
        "Model": model(measured),
        "Metrics": metrics(measured),
    }
    return {label: text for label, text in known.items() if text}


def line(measured: TrainingMeasured) -> str:
    """Verdict and numbers of a training job in one line, without its name."""
    packed = f"model: {model(measured)}" if model(measured) else ""
    parts = ", ".join(filter(None, (seconds(measured.seconds), packed, metrics(measured))))
    verdict = "passed" if measured.succeeded else "failed"
    return f"{verdict} ({parts})" if parts else verdict


def model(measured: TrainingMeasured) -> str:
    """The size of model.tar.gz and the number of files in it, such as `4 KiB in 2 files`; empty if it is not known."""
    if measured.model_files == 0:
        return "no files"
    if measured.model_bytes is None or measured.model_files is None:
        return size(measured.model_bytes)
    return f"{size(measured.model_bytes)} in {number_of(measured.model_files, 'file')}"


def metrics(measured: TrainingMeasured) -> str:
    """The last value of each metric, such as `accuracy 0.93, loss 0.12`, up to a maximum number of metrics.

    After a failure, those without a value are left out: the job ended before them.
    """
    known = [(name, value) for name, value in measured.metrics if measured.succeeded or value is not None]
    shown = [f"{name} {'without value' if value is None else f'{value:.4g}'}" for name, value in known]
    more = [f"and {len(shown) - _MAX_METRICS:,} more"] if len(shown) > _MAX_METRICS else []
    return ", ".join([*shown[:_MAX_METRICS], *more])
