"""Statuses and reasons in what DescribeModelPackage and DescribeAlgorithm answer. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

_LISTS = (("ImageScanStatuses", "image scan"), ("ValidationStatuses", "validation"))


def statuses(kind: Any, described: Mapping[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    """Yield (what, name, status, reason) for each item of both lists, then for the resource itself.

    The reasons stand only in the lists: DescribeModelPackage and DescribeAlgorithm have no FailureReason of their own
    (service model).
    """
    details = described.get(kind.DETAILS) or {}
    for member, what in _LISTS:
        for item in details.get(member) or ():
            yield what, str(item.get("Name", "")), str(item.get("Status", "")), str(item.get("FailureReason") or "")
    yield kind.TITLE, str(described.get(kind.NAME, "")), str(described.get(kind.STATUS, "")), ""


def reasons(kind: Any, described: Mapping[str, Any]) -> list[str]:
    """Every FailureReason of both lists, each with what it is about, once."""
    found = [f"{what} {name}: {reason}" for what, name, _, reason in statuses(kind, described) if reason]
    return list(dict.fromkeys(found))
