"""What checks declare to need, held against the calls they make where something is wrong in the account."""

from __future__ import annotations

import json

import pytest
from tests.permissions.conftest import EVERYTHING, EXAMPLES, MANIFESTS, Lines, staged
from tests.permissions.policies import manifest
from tests.permissions.test_declared import DECLARED, asking

from sagemaker_marketplace import plugins
from sagemaker_marketplace.sandbox import scenario as scenarios

# Whose answers a part of a scenario's account changes; no other service looks at it.
SERVICES = {
    **dict.fromkeys(("bucket", "bucket_region", "data", "model"), "s3"),
    "image": "ecr",
    "prices": "pricing",
    "quota": "servicequotas",
    "role": "iam",
}
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
    for name in ("success", *scenarios.names()):
        account = {part: how for part, how in scenarios.load(name).account.items() if part != "caller"}
        found.setdefault(json.dumps(account, sort_keys=True), name)
    return list(found.values())


def concerned(scenario: str) -> list[str]:
    """The checks that ask whoever answers in another way than in `success`."""
    services = {SERVICES[part] for part in scenarios.load(scenario).account if part != "caller"}
    return [
        check.name
        for check in plugins.checks()
        if services.intersection(action.partition(":")[0] for action in check.module.ACTIONS)
    ]


def test_happy_has_it_all(lines: Lines, monkeypatch: pytest.MonkeyPatch) -> None:
    with staged(lines, monkeypatch) as stage:
        stage.allow(EVERYTHING)
        assert DECLARED - asking(stage, manifest(ALL, VERSION="1")) == {"account:GetRegionOptStatus"}


@pytest.mark.parametrize("scenario", by_account())
def test_no_scenario_makes_them_do_more(lines: Lines, monkeypatch: pytest.MonkeyPatch, scenario: str) -> None:
    with staged(lines, monkeypatch, scenario) as stage:
        stage.allow(EVERYTHING)
        asked = asking(stage, manifest(ALL, VERSION="1"), *concerned(scenario))
        assert asked != set()
        assert asked - DECLARED == set()
