"""Each option of iam-policy adds sufficient permissions, and any missing one is reported."""

from __future__ import annotations

from functools import reduce
from pathlib import Path
from typing import Any

import pytest
from tests.permissions.conftest import BARE, EXAMPLES, MANIFESTS, Connections, Outcome, SandboxUser, read, sandbox_user
from tests.permissions.policies import actions, manifest, required_actions, without

from sagemaker_marketplace import permissions, plugins
from sagemaker_marketplace.create.cleanup import Leftover, clean_up
from sagemaker_marketplace.permissions import Caller
from sagemaker_marketplace.plan.request import INVOCATION_TAG

PACKAGE = MANIFESTS[0]
# After this many polls the last job of `never-finishes` and the training job of `training-phases` run.
_POLLS = 5
ROLE_ACTIONS = ["iam:AttachRolePolicy", "iam:CreateRole", "iam:GetRole", "iam:PutRolePolicy"]


def test_the_policy_for_tags(connections: Connections, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    text = (EXAMPLES / PACKAGE).read_text("utf-8").replace("\nspec:", "\nspec:\n  Tags: [{Key: team, Value: churn}]")
    (tmp_path / PACKAGE).write_text(text, "utf-8")
    with sandbox_user(connections, monkeypatch) as user:
        version = user.version()
        user.run("create", PACKAGE, version=version, folder=tmp_path, **BARE)
        for command in ("plan", "create"):
            complete = permissions.caller([manifest(text)], command, how=Caller(user.arn))
            outcomes = []
            for policy in (complete, without(complete, "sagemaker:ListTags")):
                user.allow(policy)
                outcome = user.run(command, PACKAGE, version=version, folder=tmp_path)
                outcomes.append((outcome.code, outcome.findings, outcome.notes))
            unknown = "sagemaker:ListTags; not checked: the tags of the existing model package"
            missing = f"info permission-missing: missing permission {unknown}"
            assert outcomes == [(0, [], []), (0, [missing], [])]


def test_the_policy_for_replace_failed(connections: Connections, monkeypatch: pytest.MonkeyPatch) -> None:
    with sandbox_user(connections, monkeypatch, "ping-fails") as user:
        version = user.version()
        user.run("create", PACKAGE, version=version, **BARE)
        complete = permissions.caller([read(PACKAGE)], "create", how=Caller(user.arn, replace_failed=True))
        notes = []
        for policy in (without(complete, "sagemaker:DeleteModelPackage"), complete):
            user.allow(policy)
            notes.append(user.run("create", PACKAGE, version=version, replace_failed=True, wait=False).notes)
    assert notes[0][0].startswith(f"access denied: DeleteModelPackage: User: {user.arn} is not authorized to perform:")
    name = f"churn-scorer-{version.replace('.', '-')}"
    assert notes[1][:2] == [
        f"deleting {name}, which failed validation",
        f"waiting for the deletion of the existing {name}",
    ]


class RoleCreation:
    """A manifest without a role, and the runs that create one."""

    def __init__(self, user: SandboxUser, folder: Path) -> None:
        """Write the manifest to a folder."""
        self.user, self.folder = user, folder
        lines = (EXAMPLES / PACKAGE).read_text("utf-8").splitlines(keepends=True)
        self.text = "".join(line for line in lines if "ValidationRole" not in line)
        (folder / PACKAGE).write_text(self.text, "utf-8")

    def policy(self, name: str, command: str = "create") -> dict[str, Any]:
        """Return the policy of a caller who creates a role with this name."""
        how = Caller(self.user.arn, False, name, True)
        return permissions.caller([manifest(self.text)], command, how=how)

    def run(self, name: str, command: str = "create", **more: Any) -> Outcome:
        """Run plan or create with a role of this name."""
        settings: dict[str, Any] = {"create_validation_role": name, "managed_policy": True, "folder": self.folder}
        return self.user.run(command, PACKAGE, **settings, **more)


def test_the_policy_for_creating_a_role(
    connections: Connections, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with sandbox_user(connections, monkeypatch, "role-missing") as user:
        creation = RoleCreation(user, tmp_path)
        user.allow(creation.policy("Made", "plan"))
        planned = creation.run("Made", "plan")
        assert (planned.code, planned.notes) == (0, [])
        assert [line for line in planned.findings if "permission-missing" in line] == []
        policy = creation.policy("Made")
        user.allow(policy)
        user.calls()
        outcome = creation.run("Made")
        expected = ["created role Made", "waiting 10 s for IAM to propagate"]
        assert (outcome.code, outcome.notes, outcome.outputs["status"]) == (0, expected, "Completed")
        # Permissions to tag and to pass a role are checked within other calls.
        implicit = {"iam:TagRole", "iam:PassRole", "sagemaker:AddTags"}
        assert required_actions(user.calls()) == set(actions(policy)) - implicit
        for action in (*ROLE_ACTIONS, "iam:PassRole"):
            name = f"Made-{action.partition(':')[2]}"
            user.allow(without(creation.policy(name), action))
            outcome = creation.run(name, wait=False, preflight=False)
            assert [line for line in (*outcome.findings, *outcome.notes) if action in line] != []


class CancelledRuns:
    """Runs that are cancelled while a validation job runs."""

    def __init__(self, user: SandboxUser, name: str) -> None:
        """`name` is the name of the manifest."""
        self.user, self.name = user, name
        self.kind = plugins.kinds()[str(read(name).kind)]

    def start(self, use: str) -> Leftover:
        """Create the resource, poll until a job of this use runs, and return what a cancelled run leaves."""
        before = self._jobs(use)
        arn = self.user.run("create", self.name, wait=False, **BARE).outputs["arn"]
        for _ in range(_POLLS):
            self.user.account(root=True).resources("us-east-2").describe(self.kind, arn)
        (job,) = self._jobs(use) - before
        invocation = self.user.account(root=True).resources("us-east-2").all_tags(arn)[INVOCATION_TAG]
        return Leftover(self.name, self.kind.KIND, arn.rpartition("/")[2], arn, "us-east-2", invocation, ((use, job),))

    def _jobs(self, use: str) -> set[str]:
        return {name for _, name in self.user.account(root=True).jobs("us-east-2").begun(use, 0)}

    def stop(self, leftover: Leftover, policy: dict[str, Any]) -> list[str]:
        """Clean up with this policy; return the notes, with `the job` and `the resource` for their names."""
        self.user.allow(policy)
        self.user.calls()
        (job,) = leftover.jobs
        notes = [note.text for note in clean_up([leftover], lambda _role: self.user.account(), lambda: False, "later")]
        names = {f"{job[0]} job {job[1]}": "the job", f"{self.kind.TITLE} {leftover.arn}": "the resource"}
        return [reduce(lambda text, name: text.replace(name, names[name]), names, note) for note in notes]


@pytest.mark.parametrize(
    ("name", "use", "scenario"),
    [
        (PACKAGE, "transform", "never-finishes"),
        (MANIFESTS[1], "training", "training-phases"),
        (MANIFESTS[1], "transform", "never-finishes"),
    ],
)
def test_the_policy_for_on_cancel_stop(
    connections: Connections, monkeypatch: pytest.MonkeyPatch, name: str, use: str, scenario: str
) -> None:
    with sandbox_user(connections, monkeypatch, scenario) as user:
        cancelling = CancelledRuns(user, name)
        stop, delete = f"Stop{use.title()}Job", f"Delete{cancelling.kind.KIND}"
        complete = permissions.caller([read(name)], "create", how=Caller(user.arn, on_cancel_stop=True))
        leftover = cancelling.start(use)
        linked = (use, cancelling.kind.KIND) != ("transform", "Algorithm")
        unlinked = f"could not stop the job: AWS does not show whether it belongs to {leftover.name}"
        refused = f"{delete}: ValidationException: Cannot delete {cancelling.kind.KIND} in InProgress status"
        left = f"the resource is left: AWS refused {refused}; later"
        expected = ["stopping the job", "deleting the resource"] if linked else [unlinked, left]
        assert cancelling.stop(leftover, complete) == expected
        calls = {f"Describe{cancelling.kind.KIND}", "ListTags", f"Describe{use.title()}Job", delete}
        calls |= {stop} if linked else set()
        calls |= {"DescribeModel"} if cancelling.kind.KIND == "ModelPackage" else set()
        assert required_actions(user.calls()) == {f"sagemaker:{call}" for call in calls}
        if not linked:
            return

        def notes_without(action: str) -> list[str]:
            return cancelling.stop(cancelling.start(use), without(complete, f"sagemaker:{action}"))

        denied = f"access denied: {{0}}: User: {user.arn} is not authorized to perform: sagemaker:{{0}} "
        first, last = notes_without(stop)
        assert (first.startswith(f"could not stop the job: {denied.format(stop)}"), last) == (True, left)
        first, last = notes_without(delete)
        assert (first, last.startswith(f"the resource is left: {denied.format(delete)}")) == ("stopping the job", True)
        (last,) = notes_without("ListTags")
        assert last.startswith(f"the resource is left: {denied.format('ListTags')}")
        if use == "transform":
            first, last = notes_without("DescribeModel")
            assert first.startswith("could not stop the job: AWS does not show whether it belongs to ")
            assert last == left
