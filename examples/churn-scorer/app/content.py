"""Reads requests and writes answers: text/csv with a customer per line, and application/json."""

from __future__ import annotations

import json

CSV, JSON = "text/csv", "application/json"


class UnsupportedType(Exception):
    """The request has, or accepts, a content type that this product does not have."""


def read(body: bytes, content_type: str) -> list[list[float]]:
    """Return the customers of a request, each a list of numbers; none for an empty body.

    JSON is `{"instances": [[...], ...]}`. Raises UnsupportedType, and ValueError if the body can't be read.
    """
    # A content type can have parameters: `text/csv; charset=utf-8`.
    name = content_type.partition(";")[0].strip().lower()
    if name == CSV:
        rows: object = [line.split(",") for line in body.decode("utf-8").splitlines() if line]
    elif name == JSON:
        data = json.loads(body)
        rows = data.get("instances") if isinstance(data, dict) else None
    else:
        raise UnsupportedType(f"unsupported content type: {content_type!r} (use {CSV} or {JSON})")
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise ValueError('expected {"instances": [[...], ...]}')
    return [[_number(value) for value in row] for row in rows]


def write(scores: list[float], accept: str, content_type: str) -> tuple[str, bytes]:
    """Return the content type of an answer and the answer: what the client accepts, or else the type of its request.

    Raises UnsupportedType.
    """
    accepted = [part.partition(";")[0].strip().lower() for part in accept.split(",")]
    if not accept or "*/*" in accepted:
        accepted = [content_type.partition(";")[0].strip().lower()]
    if CSV in accepted:
        # Without a final newline: `AssembleWith: Line` in the manifest adds one after each answer.
        return CSV, "\n".join(f"{score:.6f}" for score in scores).encode()
    if JSON in accepted:
        return JSON, json.dumps({"predictions": [round(score, 6) for score in scores]}).encode()
    raise UnsupportedType(f"unsupported Accept header: {accept!r} (use {CSV} or {JSON})")


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise ValueError(f"not a number: {value!r}")
    try:
        return float(value)
    except (ValueError, OverflowError):
        raise ValueError(f"not a number: {value!r}") from None
