"""The header by which a container reports how much a request to an endpoint consumed."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

NAME = "X-Amzn-Inference-Metering"
# The only dimension that the documentation has. A response without the header is one inference.
INFERENCES = "inference.count"


@dataclass(frozen=True)
class Metering:
    """What the header says: the dimension and its units, or what is wrong with it."""

    dimension: str = ""
    units: float = 0.0
    problem: str = ""


def metering(headers: Mapping[str, str]) -> Metering | None:
    """Return what a response's metering header says; None without one. The names of headers are in lowercase.

    Source: AWS Marketplace seller guide, machine-learning-pricing: a JSON object with `Dimension` and `ConsumedUnits`.
    """
    value = headers.get(NAME.lower())
    if value is None:
        return None
    try:
        data = json.loads(value)
    except (ValueError, RecursionError):
        return Metering(problem="is not valid JSON")
    return _read(data) if isinstance(data, dict) else Metering(problem="is not a JSON object")


def _read(data: Mapping[str, Any]) -> Metering:
    missing = [name for name in ("Dimension", "ConsumedUnits") if name not in data]
    if missing:
        return Metering(problem=f"has no {missing[0]}")
    dimension, units = data["Dimension"], data["ConsumedUnits"]
    if not isinstance(dimension, str) or not dimension:
        return Metering(problem="has a Dimension that is not a string, or empty")
    if not _is_amount(units):
        return Metering(problem="has ConsumedUnits that are not a number above 0")
    return Metering(dimension, float(units))


def _is_amount(units: Any) -> bool:
    """Whether a value is a number above 0 that a float can hold; JSON has no NaN and no infinity."""
    if not isinstance(units, (int, float)) or isinstance(units, bool):
        return False
    try:
        return math.isfinite(float(units)) and units > 0
    except OverflowError:
        return False
