"""What each rule reports for its BAD examples: positions, related locations and exact words. See `make goldens`."""

from __future__ import annotations

from pathlib import Path

import pytest
from scripts import make_goldens

from sagemaker_marketplace import plugins

EXPECTED = Path(__file__).parent / "findings"
FAMILIES = sorted({rule.family for rule in plugins.rules()})


@pytest.mark.parametrize("family", FAMILIES)
def test_findings_of_the_bad_examples(family: str) -> None:
    assert make_goldens.rule_findings(family) == (EXPECTED / f"{family}.txt").read_text("utf-8"), "run `make goldens`"


def test_every_family_has_expected_findings() -> None:
    assert sorted(path.name for path in EXPECTED.iterdir()) == [f"{family}.txt" for family in FAMILIES]
