"""What is known of a Region or an instance type, in lines for people."""

from __future__ import annotations

from .facts import CONFIRMED, OPT_IN, OTHER_PARTITION, UNCONFIRMED, UNKNOWN, USES, Facts

_PUBLISHING = {
    CONFIRMED: "products can be published from here",
    UNCONFIRMED: "fits the rule for publishing, but no listing from here has been seen",
    OPT_IN: "no publishing: accounts have to opt in to this Region",
    OTHER_PARTITION: "no publishing: another partition than AWS Marketplace's",
}
_WORDS = {"training": "training", "transform": "batch transform", "realtime": "real-time endpoints"}


def page(facts: Facts, name: str) -> list[str] | None:
    """The lines about a Region or an instance type; None when neither is known by this name."""
    if facts.publishing(name) != UNKNOWN:
        return _region(facts, name)
    return _instance_type(facts, name) if facts.uses(name) else None


def overview(facts: Facts) -> list[str]:
    """The Regions with what is known of publishing, and how many instance types there are."""
    lines = [f"{region:16} {_PUBLISHING[facts.publishing(region)]}" for region in facts.known_regions()]
    return [*lines, *(f"{_WORDS[use]:19} {len(facts.types(use))} instance types" for use in USES)]


def _region(facts: Facts, region: str) -> list[str]:
    lines = [f"{region}: {_PUBLISHING[facts.publishing(region)]}", f"partition: {facts.partition(region)}"]
    if region not in facts.regions():
        return [*lines, "instance types: no record of this Region"]
    for use in USES:
        types = facts.types(use)
        there = [name for name in types if not facts.ruled_out(region, name)]
        lines.append(f"{_WORDS[use]}: {len(there)} of {len(types)} instance types are not ruled out")
    return lines


def _instance_type(facts: Facts, name: str) -> list[str]:
    missing = [region for region in facts.regions() if facts.ruled_out(region, name)]
    lines = [f"{name}: {facts.architecture(name)}{', retired' if facts.retired(name) else ''}"]
    lines += [f"{_WORDS[use]}: {'yes' if use in facts.uses(name) else 'no'}" for use in USES]
    return [*lines, f"ruled out in: {', '.join(missing) or 'no Region on record'}"]
