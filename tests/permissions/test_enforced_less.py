"""With any action less than iam-policy prints something is named, and what need not fail goes on."""

from __future__ import annotations

import pytest
from tests.permissions.conftest import BARE, MANIFESTS, Outcome, Stage, read
from tests.permissions.policies import actions, without

from sagemaker_marketplace import permissions, plugins
from sagemaker_marketplace.permissions import Caller
from sagemaker_marketplace.report import events

# Prices are no reason for a watch to tell anything: it has those that are recorded.
UNTOLD = ("watch", "pricing:GetProducts")
CASES = [
    (command, name, action)
    for command in permissions.COMMANDS
    for name in MANIFESTS
    for action in actions(permissions.caller([read(name)], command))
    if (command, action) != UNTOLD
]
# What a watch asks for; whatever else is missing is told before one begins.
WATCHED = {action for command, _, action in CASES if command == "watch"}


def usd(done: Outcome) -> list[float | None]:
    """What the jobs have cost."""
    return [event.cost_usd for event in done.told if isinstance(event, events.JobFinished)]


@pytest.fixture(scope="module")
def watchable(stage: Stage) -> dict[str, str]:
    """A version of each manifest that is created and Completed."""
    versions = {name: stage.version() for name in MANIFESTS}
    for name, version in versions.items():
        stage.run("create", name, version=version, **BARE)
    return versions


@pytest.mark.parametrize(("command", "name", "action"), CASES)
def test_any_action_less_is_named(
    stage: Stage, watchable: dict[str, str], command: str, name: str, action: str
) -> None:
    whole = permissions.caller([read(name)], command, how=Caller(stage.arn))
    stage.allow(without(whole, action))
    version = watchable[name] if command == "watch" else ""
    # Each check tells of what it needs itself, and so does a watch.
    watching = action in WATCHED
    select = tuple(check.name for check in plugins.checks() if action in check.module.ACTIONS)
    done = stage.run(command, name, version=version, wait=watching, preflight=not watching, select=select)
    assert [line for line in (*done.found, *done.said) if action in line] != []


@pytest.mark.parametrize("name", MANIFESTS)
def test_a_watch_without_today_s_prices_has_those_of_record(stage: Stage, watchable: dict[str, str], name: str) -> None:
    whole = permissions.caller([read(name)], "watch")
    stage.allow(whole)
    today = stage.run("watch", name, version=watchable[name])
    stage.allow(without(whole, "pricing:GetProducts"))
    done = stage.run("watch", name, version=watchable[name])
    assert (done.code, done.found, done.said) == (0, [], [])
    assert usd(done) == pytest.approx(usd(today))


@pytest.mark.parametrize("name", MANIFESTS)
def test_jobs_that_may_not_be_seen_end_no_watch(stage: Stage, watchable: dict[str, str], name: str) -> None:
    whole = permissions.caller([read(name)], "watch")
    for action in sorted(WATCHED - {f"sagemaker:Describe{read(name).kind}"} & set(actions(whole))):
        stage.allow(without(whole, action))
        done = stage.run("watch", name, version=watchable[name])
        assert (done.code, done.outputs["status"], done.found) == (0, "Completed", [])
        assert [f"missing permission {action}" in line for line in done.said] == [True]


@pytest.mark.parametrize(
    ("name", "unasked"),
    [
        # What is asked for only with the answer to what is not allowed: layers of a manifest, objects of a listing.
        (MANIFESTS[0], {"ecr:GetDownloadUrlForLayer"}),
        (MANIFESTS[1], {"ecr:GetDownloadUrlForLayer", "s3:GetObject"}),
    ],
)
def test_what_is_missing_fails_no_plan(stage: Stage, name: str, unasked: set[str]) -> None:
    refused = {"Effect": "Deny", "Action": "*", "Resource": "*"}
    stage.allow({"Version": "2012-10-17", "Statement": [refused]})
    done = stage.run("plan", name)
    assert (done.code, done.said) == (0, [])
    missing = [line.removeprefix("info permission-missing: missing permission ") for line in done.found]
    named = {line.partition("; ")[0] for line in missing}
    assert named == set(actions(permissions.caller([read(name)], "plan"))) - unasked
    assert len(named) == len(missing)
