"""If any action of the printed policy is missing, it is reported, and whatever can continue does."""

from __future__ import annotations

import pytest
from tests.permissions.conftest import BARE, MANIFESTS, Outcome, SandboxUser, read
from tests.permissions.policies import actions, without

from sagemaker_marketplace import permissions, plugins
from sagemaker_marketplace.permissions import Caller
from sagemaker_marketplace.report import events

# tests/container/rehearse tests what a rehearsal reports.
COMMANDS = [command for command in permissions.COMMANDS if command not in ("rehearse", "upload")]
# A watch without permission for prices uses the recorded ones and reports nothing.
NOT_REPORTED = ("watch", "pricing:GetProducts")
CASES = [
    (command, name, action)
    for command in COMMANDS
    for name in MANIFESTS
    for action in actions(permissions.caller([read(name)], command))
    if (command, action) != NOT_REPORTED
]
# The actions that a watch uses; other missing actions are reported before it starts.
WATCH_ACTIONS = {action for command, _, action in CASES if command == "watch"}


def usd(outcome: Outcome) -> list[float | None]:
    """Return the costs of the jobs."""
    return [event.cost_usd for event in outcome.all_events if isinstance(event, events.JobFinished)]


@pytest.fixture(scope="module")
def validated(user: SandboxUser) -> dict[str, str]:
    """By manifest, a version that has been created and validated."""
    versions = {name: user.version() for name in MANIFESTS}
    for name, version in versions.items():
        user.run("create", name, version=version, **BARE)
    return versions


@pytest.mark.parametrize(("command", "name", "action"), CASES)
def test_any_missing_action_is_reported(
    user: SandboxUser, validated: dict[str, str], command: str, name: str, action: str
) -> None:
    complete = permissions.caller([read(name)], command, how=Caller(user.arn))
    user.allow(without(complete, action))
    version = validated[name] if command == "watch" else ""
    # Checks and watch report their own missing actions.
    is_watch_action = action in WATCH_ACTIONS
    select = tuple(check.name for check in plugins.checks() if action in check.module.ACTIONS)
    outcome = user.run(
        command, name, version=version, wait=is_watch_action, preflight=not is_watch_action, select=select
    )
    assert [line for line in (*outcome.findings, *outcome.notes) if action in line] != []


@pytest.mark.parametrize("name", MANIFESTS)
def test_a_watch_without_permission_for_prices_uses_the_recorded_prices(
    user: SandboxUser, validated: dict[str, str], name: str
) -> None:
    complete = permissions.caller([read(name)], "watch")
    user.allow(complete)
    today = user.run("watch", name, version=validated[name])
    user.allow(without(complete, "pricing:GetProducts"))
    outcome = user.run("watch", name, version=validated[name])
    assert (outcome.code, outcome.findings, outcome.notes) == (0, [], [])
    assert usd(outcome) == pytest.approx(usd(today))


@pytest.mark.parametrize("name", MANIFESTS)
def test_a_watch_continues_without_permission_to_read_jobs(
    user: SandboxUser, validated: dict[str, str], name: str
) -> None:
    complete = permissions.caller([read(name)], "watch")
    for action in sorted(WATCH_ACTIONS - {f"sagemaker:Describe{read(name).kind}"} & set(actions(complete))):
        user.allow(without(complete, action))
        outcome = user.run("watch", name, version=validated[name])
        assert (outcome.code, outcome.outputs["status"], outcome.findings) == (0, "Completed", [])
        assert [f"missing permission {action}" in line for line in outcome.notes] == [True]


@pytest.mark.parametrize(
    ("name", "unreached"),
    [
        # These calls follow a call that is denied: the layers of an image manifest, the objects of a list.
        (MANIFESTS[0], {"ecr:GetDownloadUrlForLayer"}),
        (MANIFESTS[1], {"ecr:GetDownloadUrlForLayer", "s3:GetObject"}),
    ],
)
def test_a_plan_succeeds_without_permissions(user: SandboxUser, name: str, unreached: set[str]) -> None:
    refused = {"Effect": "Deny", "Action": "*", "Resource": "*"}
    user.allow({"Version": "2012-10-17", "Statement": [refused]})
    outcome = user.run("plan", name)
    assert (outcome.code, outcome.notes) == (0, [])
    missing = [line.removeprefix("info permission-missing: missing permission ") for line in outcome.findings]
    named = {line.partition("; ")[0] for line in missing}
    assert named == set(actions(permissions.caller([read(name)], "plan"))) - unreached
    assert len(named) == len(missing)
