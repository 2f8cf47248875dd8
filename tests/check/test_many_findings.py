"""More findings than anyone reads: the worst hundred are reported, after a finding that says so."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sagemaker_marketplace.check import check
from sagemaker_marketplace.facts.facts import Facts
from sagemaker_marketplace.manifest import reader
from sagemaker_marketplace.manifest.findings import Finding, Location

MOST = 100
MORE = Finding(
    (),
    Location("m.yaml", 1, 1),
    "error",
    "more-findings",
    "more than 100 findings; only the worst are reported",
    "fix these, then check again",
)
# A rule that reports nothing here, so that only reading and the schema do.
NO_RULE = ("not-certified",)


def findings(select: tuple[str, ...] = NO_RULE, ignore: Any = None, **spec: Any) -> list[Finding]:
    data = {"kind": "ModelPackage", "region": "us-east-1", "spec": {"ModelPackageName": "a", **spec}}
    data |= {"ignore": ignore} if ignore else {}
    document = reader.parse("m.yaml", json.dumps(data).encode(), lambda *_: ("", b""), {})
    return check.findings(document, Facts(), select)


def unknown_fields(number: int) -> dict[str, Any]:
    return {f"Unknown{index}": 1 for index in range(number)}


def variables(number: int) -> dict[str, Any]:
    return {"Tags": [{"Key": f"key{index}", "Value": f"${{V{index}}}"} for index in range(number)]}


def tags(number: int) -> dict[str, Any]:
    return {"Tags": [{"Key": "key", "Value": str(index)} for index in range(number)]}


def others() -> int:
    """The findings of a manifest without these: about required fields."""
    return len(findings())


@pytest.mark.parametrize(
    ("select", "rule", "spec"),
    [
        (NO_RULE, "unknown-field", unknown_fields),
        (NO_RULE, "unknown-variable", variables),
        (("duplicate-tag",), "duplicate-tag", tags),
    ],
)
def test_the_worst_hundred_are_reported(select: tuple[str, ...], rule: str, spec: Any) -> None:
    reported = findings(select, **spec(150))
    assert reported[0] == MORE
    assert len(reported) == 1 + MOST
    assert rule in {finding.rule for finding in reported}
    # The finding about their number takes no other finding's room.
    assert "more-findings" not in [finding.rule for finding in reported[1:]]


@pytest.mark.parametrize("number", [MOST - 1, MOST, MOST + 1])
def test_exactly_a_hundred_are_all_reported(number: int) -> None:
    reported = findings(**unknown_fields(number - others()))
    assert (len(reported), MORE in reported) == ((number, False) if number <= MOST else (MOST + 1, True))


def test_ignores_count_too() -> None:
    reported = findings(ignore=[f"rule-{index}" for index in range(150)])
    assert (reported[0], len(reported)) == (MORE, 1 + MOST)


def test_errors_are_reported_before_warnings() -> None:
    reported = findings(ignore=[f"rule-{index}" for index in range(90)], **unknown_fields(95))
    errors = 95 + others()
    assert [finding.severity for finding in reported[1:]].count("error") == errors
    assert [finding.severity for finding in reported[1:]].count("warning") == MOST - errors
