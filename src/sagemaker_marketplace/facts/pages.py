"""The data about a Region or an instance type, as lines for people."""

from __future__ import annotations

from .facts import CONFIRMED, OPT_IN, OTHER_PARTITION, UNCONFIRMED, UNKNOWN, USES, Facts

_PUBLISHING = {
    CONFIRMED: "products can be published from this Region",
    UNCONFIRMED: "meets the rules for publishing, but no listing from this Region has been seen",
    OPT_IN: "not supported for publishing (opt-in Region)",
    OTHER_PARTITION: "not supported for publishing (another partition than AWS Marketplace's)",
}
_WORDS = {"training": "training", "transform": "batch transform", "realtime": "real-time endpoints"}


def page(facts: Facts, name: str) -> list[str] | None:
    """The lines about a Region or an instance type; None if the name is neither."""
    if facts.publishing(name) != UNKNOWN:
        return _region(facts, name)
    return _instance_type(facts, name) if facts.uses(name) else None


def overview(facts: Facts) -> list[str]:
    """The Regions, with whether products can be published from them, and the numbers of instance types."""
    lines = [f"{region:16} {_PUBLISHING[facts.publishing(region)]}" for region in facts.known_regions()]
    return [*lines, *(f"{_WORDS[use]:19} {len(facts.types(use))} instance types" for use in USES)]


def _region(facts: Facts, region: str) -> list[str]:
    lines = [f"{region}: {_PUBLISHING[facts.publishing(region)]}", f"partition: {facts.partition(region)}"]
    account = facts.marketplace_account(region)
    if account:
        lines.append(f"account of AWS Marketplace's copies, as seen in public ARNs: {account}")
    if region not in facts.regions():
        return [*lines, "instance types: no data for this Region"]
    for use in USES:
        types = facts.types(use)
        available = [name for name in types if not (facts.ruled_out(region, name) or facts.retired(name))]
        lines.append(f"{_WORDS[use]}: {len(available)} of {len(types)} known types available")
    return lines


def _instance_type(facts: Facts, name: str) -> list[str]:
    missing = ", ".join(region for region in facts.regions() if facts.ruled_out(region, name)) or "no known Region"
    lines = [f"{name}: {facts.architecture(name)}{', retired' if facts.retired(name) else ''}"]
    lines += [f"{_WORDS[use]}: {'yes' if use in facts.uses(name) else 'no'}" for use in USES]
    return [*lines, f"not available in: {'any known Region' if facts.retired(name) else missing}"]
