"""What checks declare to need, held against the calls they make where something is wrong in the account."""

from __future__ import annotations

import json

import pytest
from tests.permissions.conftest import EVERYTHING, EXAMPLES, MANIFESTS, Lines, staged
from tests.permissions.policies import manifest
from tests.permissions.test_declared import DECLARED, asking

from sagemaker_marketplace.sandbox import scenario as scenarios

# Two images, artifacts, two sorts of test data, a role, machines of two jobs: what any manifest may name.
ALL = (
    (EXAMPLES / MANIFESTS[1])
    .read_text("utf-8")
    .replace("\n      $file: hyperparameters.json", " []")
    .replace("      - Image: ", "      - ModelDataUrl: s3://example-sagemaker-us-east-2/model.tar.gz\n        Image: ")
)


def by_account() -> list[str]:
    """Scenarios, each with another account: the checks see nothing else of them. The caller is this test's own."""
    found: dict[str, str] = {}
    for name in ("happy", *scenarios.names()):
        account = {part: how for part, how in scenarios.load(name).account.items() if part != "caller"}
        found.setdefault(json.dumps(account, sort_keys=True), name)
    return list(found.values())


def test_happy_has_it_all(lines: Lines, monkeypatch: pytest.MonkeyPatch) -> None:
    with staged(lines, monkeypatch) as stage:
        stage.allow(EVERYTHING)
        assert DECLARED - asking(stage, manifest(ALL, VERSION="1")) == {"account:GetRegionOptStatus"}


@pytest.mark.parametrize("scenario", by_account())
def test_no_scenario_makes_them_do_more(lines: Lines, monkeypatch: pytest.MonkeyPatch, scenario: str) -> None:
    with staged(lines, monkeypatch, scenario) as stage:
        stage.allow(EVERYTHING)
        assert asking(stage, manifest(ALL, VERSION="1")) - DECLARED == set()
