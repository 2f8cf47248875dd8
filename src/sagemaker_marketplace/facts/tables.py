"""Pages of facts as lines for people, at most 120 columns wide."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from textwrap import wrap
from typing import Any

from .facts import CONFIRMED, OPT_IN, OTHER_PARTITION, UNCONFIRMED, USES

_PUBLISHING = {
    CONFIRMED: "products can be published from this Region",
    UNCONFIRMED: "meets the rules for publishing, but no listing from this Region has been seen",
    OPT_IN: "not supported for publishing (opt-in Region)",
    OTHER_PARTITION: "not supported for publishing (another partition than AWS Marketplace's)",
}
_USES = {"training": "training", "transform": "batch transform", "realtime": "real-time endpoints"}
_HEADERS = ("training", "batch", "real-time")
_SIZE = ("vCPU", "GiB", "accelerator")
_DATES = {"regions": "Regions", "instance_types": "instance types"}
_AVAILABLE = "Available: no record says that the Region lacks the type."
_PRICE = "USD/hour: on demand, for one instance; - if no price is recorded."


def text(page: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines of a page."""
    if "instance_type" in page:
        yield from _instance_type(page)
    elif "region" in page:
        yield from _region(page)
    else:
        yield from _overview(page)
    dates = ", ".join(f"{_DATES.get(what, what)} {date}" for what, date in page["dates"].items() if date)
    yield f"Data: {dates}"


def _overview(page: Mapping[str, Any]) -> Iterator[str]:
    rows = [(row["region"], row["partition"], _PUBLISHING[row["publishing"]]) for row in page["regions"]]
    yield from _table(("Region", "partition", "publishing"), rows)
    yield ""
    numbers = ", ".join(f"{number} for {_USES[use]}" for use, number in page["instance_types"].items())
    yield f"Instance types of the API: {numbers}"
    yield "Run 'sagemaker-marketplace facts NAME' for a Region or an instance type."


def _region(page: Mapping[str, Any]) -> Iterator[str]:
    yield f"{page['region']}: {_PUBLISHING[page['publishing']]}"
    yield f"partition: {page['partition']}"
    if page["marketplace_account"]:
        yield f"account of AWS Marketplace's copies, as seen in public ARNs: {page['marketplace_account']}"
    types = page["instance_types"]
    if not types:
        yield "instance types: no data for this Region"
        return
    yield f"available: {len(types)} of {page['known_instance_types']} known instance types"
    yield ""
    rows = [
        (
            row["instance_type"],
            *_size(row),
            _usd(row["usd_per_hour"]),
            *("yes" if use in row["uses"] else "-" for use in USES),
        )
        for row in types
    ]
    yield from _table(("instance type", *_SIZE, "USD/hour", *_HEADERS), rows)
    yield ""
    yield _AVAILABLE
    yield _PRICE


def _instance_type(page: Mapping[str, Any]) -> Iterator[str]:
    yield page["instance_type"]
    if page["retired"]:
        yield "retired: not available in any known Region"
    vcpus, gib, accelerator = _size(page)
    if page["vcpus"]:
        storage = ", local storage" if page["local_storage"] else ""
        yield f"{vcpus} vCPU, {gib} GiB memory, {page['architecture']}{storage}"
    if page["accelerator"]:
        yield f"{accelerator}, {page['accelerator']['memory_mib'] / 1024:.0f} GiB accelerator memory"
    yield f"valid for {', '.join(_USES[use] for use in page['uses'])}"
    if page["retired"]:
        return
    missing = [row["region"] for row in page["regions"] if not row["available"]]
    if missing:
        # Hyphens are part of the names.
        yield from wrap(f"not available in {', '.join(missing)}", 100, subsequent_indent="  ", break_on_hyphens=False)
    yield ""
    rows = [
        (
            row["region"],
            _usd(row["usd_per_hour"]),
            row["price_date"] if row["usd_per_hour"] else "-",
            row["publishing"],
        )
        for row in page["regions"]
        if row["available"]
    ]
    yield from _table(("available in", "USD/hour", "as of", "publishing"), rows)
    yield ""
    yield _AVAILABLE
    yield _PRICE


def _size(row: Mapping[str, Any]) -> tuple[str, str, str]:
    """The cells of vCPU, memory in GiB and accelerators."""
    if not row["vcpus"]:
        return "-", "-", "-"
    accelerator = row["accelerator"]
    shown = f"{accelerator['count']} x {accelerator['name']}" if accelerator else "-"
    return str(row["vcpus"]), f"{row['memory_mib'] / 1024:g}", shown


def _usd(price: float | None) -> str:
    return "-" if price is None else f"{price:.3f}"


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield the lines of a table; columns of numbers are aligned to the right."""
    lines = [header, *rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    numeric = [
        all(cell.replace(".", "").isdigit() or cell == "-" for cell in column[1:])
        for column in zip(*lines, strict=True)
    ]
    for line in lines:
        cells = (
            f"{cell:>{width}}" if is_number else f"{cell:{width}}"
            for cell, width, is_number in zip(line, widths, numeric, strict=True)
        )
        yield "  ".join(cells).rstrip()
