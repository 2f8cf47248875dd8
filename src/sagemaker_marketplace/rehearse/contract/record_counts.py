"""The number of records in a request or an answer, by its content type."""

from __future__ import annotations

import io
import json

from . import record_formats

CSV = {"application/csv", "text/csv"}
JSON_LINES = {
    "application/json-lines",
    "application/jsonl",
    "application/jsonlines",
    "application/ndjson",
    "application/x-jsonl",
    "application/x-jsonlines",
    "application/x-ndjson",
}
# One record per line. `text/plain` is not here: its lines can be anything.
_LINES = {*CSV, *JSON_LINES, "text/libsvm", "text/tab-separated-values", "text/x-libsvm"}
_QUOTED = {*CSV, "text/tab-separated-values"}
_RECORDIO = {"application/x-recordio", "application/x-recordio-protobuf"}
_JSON = "application/json"


def media_type(content_type: str) -> str:
    """Return a content type without its parameters, in lowercase."""
    return content_type.partition(";")[0].strip().lower()


def is_lines(content_type: str) -> bool:
    """Whether each line of a body of this type is a record."""
    return media_type(content_type) in _LINES


def count_records(body: bytes, content_type: str) -> int | None:
    """Return the number of records; None if they can't be counted.

    Lines are counted without empty ones; a CSV file with a newline within quotes is not counted. A JSON list has as
    many records as elements, and an object as many as its only list: so do the answers of AWS's own containers
    (`{"predictions": [...]}`). The list of a request with one record can also be its scores.
    """
    kind = media_type(content_type)
    if kind in _LINES:
        return _count_lines(body, is_csv=kind in _QUOTED)
    if kind in _RECORDIO:
        return _count_recordio(body)
    return _count_json(body) if kind == _JSON else None


def _count_lines(body: bytes, is_csv: bool) -> int | None:
    lines = [line for line in body.split(b"\n") if line.strip(b"\r")]
    # A zero byte is of UTF-16 or binary data; an odd number of quotes means that a field continues on the next line.
    if b"\0" in body or (is_csv and any(line.count(b'"') % 2 for line in lines)):
        return None
    return len(lines)


def _count_recordio(body: bytes) -> int | None:
    try:
        return sum(1 for _ in record_formats.recordio(io.BytesIO(body), 0))
    except record_formats.FormatError:
        return None


def _count_json(body: bytes) -> int | None:
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        return None
    lists = [data] if isinstance(data, list) else [value for value in _values(data) if isinstance(value, list)]
    return len(lists[0]) if len(lists) == 1 else None


def _values(data: object) -> list[object]:
    return list(data.values()) if isinstance(data, dict) else []
