"""What each rule reports for its BAD examples: positions, related locations and exact words. See `make goldens`."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from sagemaker_marketplace import plugins

ROOT = Path(__file__).parents[2]
EXPECTED = Path(__file__).parent / "findings"
FAMILIES = sorted({rule.family for rule in plugins.rules()})


def load_script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_goldens", ROOT / "scripts" / "make_goldens.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


GOLDENS = load_script()


@pytest.mark.parametrize("family", FAMILIES)
def test_findings_of_the_bad_examples(family: str) -> None:
    assert GOLDENS.rule_findings(family) == (EXPECTED / f"{family}.txt").read_text("utf-8"), "run `make goldens`"


def test_every_family_has_expected_findings() -> None:
    assert sorted(path.name for path in EXPECTED.iterdir()) == [f"{family}.txt" for family in FAMILIES]
