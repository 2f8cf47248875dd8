"""The data about all Regions, a Region or an instance type, as JSON data; `tables` shows it to people."""

from __future__ import annotations

from typing import Any

from .facts import CONFIRMED, UNCONFIRMED, UNKNOWN, USES, Facts


def page(facts: Facts, name: str) -> dict[str, Any] | None:
    """The data about a Region or an instance type, all Regions without a name; None if the name is neither."""
    if not name:
        return _overview(facts)
    if facts.publishing(name) != UNKNOWN:
        return _region(facts, name)
    return _instance_type(facts, name) if facts.uses(name) else None


def _overview(facts: Facts) -> dict[str, Any]:
    return {
        "regions": [
            {"region": name, "publishing": facts.publishing(name), "partition": facts.partition(name)}
            for name in facts.known_regions()
        ],
        "instance_types": {use: len(facts.types(use)) for use in USES},
        "dates": {"regions": facts.date("publish-regions"), "instance_types": facts.date("instance-types")},
    }


def _region(facts: Facts, region: str) -> dict[str, Any]:
    page: dict[str, Any] = {
        "region": region,
        "publishing": facts.publishing(region),
        "partition": facts.partition(region),
        "marketplace_account": facts.marketplace_account(region),
        "known_instance_types": len(facts.all_types()),
        "instance_types": [],
        "dates": {"regions": facts.date("publish-regions")},
    }
    if not _is_recorded(facts, region):
        return page
    names = [name for name in facts.all_types() if _is_available(facts, region, name)]
    rows = [{**_size(facts, name), "usd_per_hour": facts.price(region, name)} for name in names]
    return {
        **page,
        "instance_types": rows,
        "dates": {**page["dates"], **_dates(facts, region), "prices": facts.price_date(region)},
    }


def _instance_type(facts: Facts, name: str) -> dict[str, Any]:
    recorded = [region for region in facts.known_regions() if _is_recorded(facts, region)]
    rows = [
        {
            "region": region,
            "publishing": facts.publishing(region),
            "available": _is_available(facts, region, name),
            "usd_per_hour": facts.price(region, name),
            "price_date": facts.price_date(region),
        }
        for region in recorded
    ]
    return {
        **_size(facts, name),
        "architecture": facts.architecture(name),
        "local_storage": facts.local_storage(name),
        "retired": facts.retired(name),
        "regions": rows,
        "dates": _dates(facts, recorded[0]),
    }


def _size(facts: Facts, name: str) -> dict[str, Any]:
    size = facts.size(name)
    accelerator = None
    if size and size.accelerators:
        accelerator = {
            "name": size.accelerator,
            "count": size.accelerators,
            "memory_mib": size.accelerators * size.accelerator_memory_mib,
        }
    return {
        "instance_type": name,
        "vcpus": size and size.vcpus,
        "memory_mib": size and size.memory_mib,
        "accelerator": accelerator,
        "uses": facts.uses(name),
    }


def _dates(facts: Facts, region: str) -> dict[str, str]:
    return {"availability": facts.date(f"instance-types/{region}"), "sizes": facts.date("instance-sizes")}


def _is_recorded(facts: Facts, region: str) -> bool:
    return facts.publishing(region) in (CONFIRMED, UNCONFIRMED)


def _is_available(facts: Facts, region: str, name: str) -> bool:
    return not (facts.ruled_out(region, name) or facts.retired(name))
