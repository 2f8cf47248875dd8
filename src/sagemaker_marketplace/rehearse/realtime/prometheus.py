"""The metrics in an answer to GET /metrics, which SageMaker copies into the account of the endpoint's owner."""

from __future__ import annotations

import re

_MAX_BYTES, _MAX_NAME = 64 * 1024, 100
# A sample: name, labels, value. Source: Prometheus documentation, exposition formats.
_NAME = re.compile(r"[A-Za-z_:][A-Za-z0-9_:]*+")
_VALUE = re.compile(r"[ \t]+[+-]?(?:[0-9.]|inf\b|nan\b)", re.IGNORECASE)
_FAMILY = re.compile(r"#[ \t]+TYPE[ \t]+([A-Za-z_:][A-Za-z0-9_:]*+)[ \t]+(?:histogram|summary)\b")
_SUFFIXES = ("_bucket", "_sum", "_count")


def metric_names(body: bytes) -> tuple[str, ...]:
    """Return the names of the metrics in a body in the format of Prometheus, in their order; empty for any other.

    It is one if its first line besides comments is a sample. The first 64 KiB are read. The samples of a histogram or a
    summary have one name. A name has at most 100 characters: letters, digits, `_` and `:`.
    """
    families: set[str] = set()
    names: dict[str, None] = {}
    for line in body[:_MAX_BYTES].decode("utf-8", "replace").split("\n"):
        declared = _FAMILY.match(line)
        if declared:
            families.add(declared[1])
        elif not line.startswith("#") and line.strip():
            name = _sample(line)
            if name:
                names[_family(name, families)[:_MAX_NAME]] = None
            elif not names:
                break
    return tuple(names)


def _sample(line: str) -> str:
    """The name in a line with a sample; empty if it is not one."""
    name = _NAME.match(line)
    if not name:
        return ""
    end = name.end()
    if line.startswith("{", end):
        end = line.rfind("}") + 1
    return name[0] if _VALUE.match(line, end) else ""


def _family(name: str, families: set[str]) -> str:
    for suffix in _SUFFIXES:
        if name.endswith(suffix) and name.removesuffix(suffix) in families:
            return name.removesuffix(suffix)
    return name
