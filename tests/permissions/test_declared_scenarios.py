"""The actions that checks declare, compared with the calls that they make in accounts with errors."""

from __future__ import annotations

import json

import pytest
from tests.permissions.conftest import EVERYTHING, EXAMPLES, MANIFESTS, Connections, sandbox_user
from tests.permissions.policies import manifest
from tests.permissions.test_declared import DECLARED, used_actions

from sagemaker_marketplace import plugins
from sagemaker_marketplace.sandbox import scenario as scenarios

# The service whose responses each part of a scenario's account changes.
SERVICES = {
    **dict.fromkeys(("bucket", "bucket_region", "data", "model"), "s3"),
    "image": "ecr",
    "prices": "pricing",
    "quota": "servicequotas",
    "role": "iam",
}
# A manifest with every kind of resource: two images, artifacts, test data of two jobs, a role, instance types.
ALL = (
    (EXAMPLES / MANIFESTS[1])
    .read_text("utf-8")
    .replace("\n      $file: hyperparameters.json", " []")
    .replace("      - Image: ", "      - ModelDataUrl: s3://example-sagemaker-us-east-2/model.tar.gz\n        Image: ")
)


def distinct_scenarios() -> list[str]:
    """Return scenarios with different accounts. This test has its own caller, so that part is ignored."""
    by_content: dict[str, str] = {}
    for name in ("success", *scenarios.names()):
        account = {part: content for part, content in scenarios.load(name).account.items() if part != "caller"}
        by_content.setdefault(json.dumps(account, sort_keys=True), name)
    return list(by_content.values())


def affected_checks(scenario: str) -> list[str]:
    """Return the checks that call a service whose responses differ from those in `success`."""
    services = {SERVICES[part] for part in scenarios.load(scenario).account if part != "caller"}
    return [
        check.name
        for check in plugins.checks()
        if services.intersection(action.partition(":")[0] for action in check.module.ACTIONS)
    ]


def test_success_uses_nearly_every_declared_action(connections: Connections, monkeypatch: pytest.MonkeyPatch) -> None:
    with sandbox_user(connections, monkeypatch) as user:
        user.allow(EVERYTHING)
        assert DECLARED - used_actions(user, manifest(ALL, VERSION="1")) == {"account:GetRegionOptStatus"}


@pytest.mark.parametrize("scenario", distinct_scenarios())
def test_no_scenario_uses_undeclared_actions(
    connections: Connections, monkeypatch: pytest.MonkeyPatch, scenario: str
) -> None:
    with sandbox_user(connections, monkeypatch, scenario) as user:
        user.allow(EVERYTHING)
        used = used_actions(user, manifest(ALL, VERSION="1"), *affected_checks(scenario))
        assert used != set()
        assert used - DECLARED == set()
