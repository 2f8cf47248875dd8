"""Reads requests and training data and writes answers: text/csv with a row per line, and application/json."""

from __future__ import annotations

import json
import math

CSV, JSON = "text/csv", "application/json"


class UnsupportedType(Exception):
    """The request has, or accepts, a content type that this product does not have."""


def read_csv(data: bytes) -> list[list[float]]:
    """Return the numbers of each line that is not empty. Raises ValueError, which names the line."""
    rows = []
    for number, line in enumerate(data.decode("utf-8").splitlines(), 1):
        if line:
            try:
                rows.append([_number(value) for value in line.split(",")])
            except ValueError as error:
                raise ValueError(f"line {number}: {error}") from None
    return rows


def read(body: bytes, content_type: str) -> list[list[float]]:
    """Return the rows of a request; JSON is `{"instances": [[...], ...]}`.

    Raises UnsupportedType, and ValueError if the body can't be read.
    """
    name = _name(content_type)
    if name == CSV:
        return read_csv(body)
    if name != JSON:
        raise UnsupportedType(f"unsupported content type: {content_type!r} (use {CSV} or {JSON})")
    data = json.loads(body)
    rows = data.get("instances") if isinstance(data, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise ValueError('expected {"instances": [[...], ...]}')
    return [[_number(value) for value in row] for row in rows]


def write(predictions: list[float], accept: str, content_type: str) -> tuple[str, bytes]:
    """Return the content type of an answer and the answer: what the client accepts, or else the type of its request.

    Raises UnsupportedType.
    """
    accepted = [_name(part) for part in accept.split(",")]
    if not accept or "*/*" in accepted:
        accepted = [_name(content_type)]
    if CSV in accepted:
        # Without a final newline: `AssembleWith: Line` in the manifest adds one after each answer.
        return CSV, "\n".join(f"{value:.6f}" for value in predictions).encode()
    if JSON in accepted:
        return JSON, json.dumps({"predictions": [round(value, 6) for value in predictions]}).encode()
    raise UnsupportedType(f"unsupported Accept header: {accept!r} (use {CSV} or {JSON})")


def _name(content_type: str) -> str:
    """Return a content type without its parameters, such as `; charset=utf-8`."""
    return content_type.partition(";")[0].strip().lower()


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise ValueError(f"not a number: {value!r}")
    try:
        number = float(value)
    except (ValueError, OverflowError):
        raise ValueError(f"not a number: {value!r}") from None
    if not math.isfinite(number):
        raise ValueError(f"not a finite number: {value!r}")
    return number
