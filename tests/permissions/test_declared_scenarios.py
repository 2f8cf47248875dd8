"""What checks declare to need, held against the calls they make where something is wrong in the account."""

from __future__ import annotations

import json

import pytest
from tests.permissions.conftest import EVERYTHING, MANIFESTS, Lines, read, staged
from tests.permissions.test_declared import DECLARED, asking

from sagemaker_marketplace.sandbox import scenario as scenarios


def by_account() -> list[str]:
    """Scenarios, each with another account: the checks see nothing else of them. The caller is this test's own."""
    found: dict[str, str] = {}
    for name in ("happy", *scenarios.names()):
        account = {part: how for part, how in scenarios.load(name).account.items() if part != "caller"}
        found.setdefault(json.dumps(account, sort_keys=True), name)
    return list(found.values())


@pytest.mark.parametrize("scenario", by_account())
def test_no_scenario_makes_them_do_more(lines: Lines, monkeypatch: pytest.MonkeyPatch, scenario: str) -> None:
    with staged(lines, monkeypatch, scenario) as stage:
        stage.allow(EVERYTHING)
        for name in MANIFESTS:
            assert asking(stage, read(name, VERSION="1")) - DECLARED == set()
