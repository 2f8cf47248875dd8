"""What iam-policy's options add: it is enough for what they stand for, and with any of it less that is named."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.permissions.conftest import BARE, EXAMPLES, MANIFESTS, Lines, Outcome, Stage, read, staged
from tests.permissions.policies import actions, made, manifest, without

from sagemaker_marketplace import permissions, plugins
from sagemaker_marketplace.create import cancel
from sagemaker_marketplace.create.cancel import Leftover
from sagemaker_marketplace.permissions import Caller

PACKAGE = MANIFESTS[0]
# So many see the last job of `never-finishes` run, and the training of `training-phases`.
_LOOKS = 5
ROLE_ACTIONS = ["iam:AttachRolePolicy", "iam:CreateRole", "iam:GetRole", "iam:PutRolePolicy"]


def test_tags(lines: Lines, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    text = (EXAMPLES / PACKAGE).read_text("utf-8").replace("\nspec:", "\nspec:\n  Tags: [{Key: team, Value: churn}]")
    (tmp_path / PACKAGE).write_text(text, "utf-8")
    with staged(lines, monkeypatch) as stage:
        version = stage.version()
        stage.run("create", PACKAGE, version=version, folder=tmp_path, **BARE)
        for command in ("plan", "create"):
            whole = permissions.caller([manifest(text)], command, how=Caller(stage.arn))
            outcomes = []
            for policy in (whole, without(whole, "sagemaker:ListTags")):
                stage.allow(policy)
                done = stage.run(command, PACKAGE, version=version, folder=tmp_path)
                outcomes.append((done.code, done.found, done.said))
            unknown = "sagemaker:ListTags; not checked: the tags of the existing model package"
            missing = f"info permission-missing: missing permission {unknown}"
            assert outcomes == [(0, [], []), (0, [missing], [])]


def test_replacing_what_has_failed(lines: Lines, monkeypatch: pytest.MonkeyPatch) -> None:
    with staged(lines, monkeypatch, "ping-fails") as stage:
        version = stage.version()
        stage.run("create", PACKAGE, version=version, **BARE)
        whole = permissions.caller([read(PACKAGE)], "create", how=Caller(stage.arn, replace_failed=True))
        said = []
        for policy in (without(whole, "sagemaker:DeleteModelPackage"), whole):
            stage.allow(policy)
            said.append(stage.run("create", PACKAGE, version=version, replace_failed=True, wait=False).said)
    assert said[0][0].startswith(f"access denied: DeleteModelPackage: User: {stage.arn} is not authorized to perform:")
    name = f"churn-scorer-{version.replace('.', '-')}"
    assert said[1] == [f"deleting {name}, which failed validation", f"waiting for the deletion of the existing {name}"]


class Making:
    """A manifest without a role, and the runs that make one."""

    def __init__(self, stage: Stage, folder: Path) -> None:
        """Write the manifest into a folder."""
        self.stage, self.folder = stage, folder
        lines = (EXAMPLES / PACKAGE).read_text("utf-8").splitlines(keepends=True)
        self.text = "".join(line for line in lines if "ValidationRole" not in line)
        (folder / PACKAGE).write_text(self.text, "utf-8")

    def policy(self, name: str, command: str = "create") -> dict[str, Any]:
        """What a caller needs who makes a role of this name."""
        how = Caller(self.stage.arn, False, name, True)
        return permissions.caller([manifest(self.text)], command, how=how)

    def run(self, name: str, command: str = "create", **more: Any) -> Outcome:
        """Plan or create, with a role of this name."""
        settings: dict[str, Any] = {"create_validation_role": name, "managed_policy": True, "folder": self.folder}
        return self.stage.run(command, PACKAGE, **settings, **more)


def test_making_the_role(lines: Lines, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with staged(lines, monkeypatch, "role-missing") as stage:
        making = Making(stage, tmp_path)
        stage.allow(making.policy("Made", "plan"))
        planned = making.run("Made", "plan")
        assert (planned.code, planned.said) == (0, [])
        assert [line for line in planned.found if "permission-missing" in line] == []
        policy = making.policy("Made")
        stage.allow(policy)
        stage.calls()
        done = making.run("Made")
        told = ["created role Made", "waiting 10 s for IAM to propagate"]
        assert (done.code, done.said, done.outputs["status"]) == (0, told, "Completed")
        # IAM asks for the permission to tag and to pass a role within other calls.
        within = {"iam:TagRole", "iam:PassRole", "sagemaker:AddTags"}
        assert made(stage.calls()) == set(actions(policy)) - within
        for action in (*ROLE_ACTIONS, "iam:PassRole"):
            name = f"Made-{action.partition(':')[2]}"
            stage.allow(without(making.policy(name), action))
            done = making.run(name, wait=False, preflight=False)
            assert [line for line in (*done.found, *done.said) if action in line] != []


class Cancelling:
    """Runs that have come to a job of the validation."""

    def __init__(self, stage: Stage, name: str) -> None:
        """`name` is the manifest's."""
        self.stage, self.name = stage, name
        self.kind = plugins.kinds()[str(read(name).kind)]

    def left(self, use: str) -> Leftover:
        """Create, look until a job of this use runs, and give what the run would leave."""
        before = self._begun(use)
        arn = self.stage.run("create", self.name, wait=False, **BARE).outputs["arn"]
        for _ in range(_LOOKS):
            self.stage.account(root=True).resources("us-east-2").describe(self.kind, arn)
        (job,) = self._begun(use) - before
        return Leftover(self.name, self.kind.KIND, arn.rpartition("/")[2], arn, "us-east-2", ((use, job),))

    def _begun(self, use: str) -> set[str]:
        return set(self.stage.account(root=True).jobs("us-east-2", lambda: 0.0).begun(use, 0))

    def stopped(self, left: Leftover, policy: dict[str, Any]) -> list[str]:
        """The notes when a caller with this policy stops the job and deletes the resource; `it` is for both."""
        self.stage.allow(policy)
        self.stage.calls()
        names = (f"{left.jobs[0][0]} job {left.jobs[0][1]}", f"{self.kind.TITLE} {left.arn}")
        notes = [note.text for note in cancel.stop_leftovers([left], self.stage.account())]
        assert [name in text for text, name in zip(notes, names, strict=True)] == [True, True]
        return [text.replace(name, "it") for text, name in zip(notes, names, strict=True)]


@pytest.mark.parametrize(
    ("name", "use", "scenario"),
    [
        (PACKAGE, "transform", "never-finishes"),
        (MANIFESTS[1], "training", "training-phases"),
        (MANIFESTS[1], "transform", "never-finishes"),
    ],
)
def test_on_cancel_stop(lines: Lines, monkeypatch: pytest.MonkeyPatch, name: str, use: str, scenario: str) -> None:
    with staged(lines, monkeypatch, scenario) as stage:
        cancelling = Cancelling(stage, name)
        stop, delete = f"Stop{use.title()}Job", f"Delete{cancelling.kind.KIND}"
        whole = permissions.caller([read(name)], "create", how=Caller(stage.arn, on_cancel_stop=True))
        assert cancelling.stopped(cancelling.left(use), whole) == ["stopping it", "deleting it"]
        assert made(stage.calls()) == {f"sagemaker:{stop}", f"sagemaker:{delete}"}
        missing = "User: {} is not authorized to perform: sagemaker:{} "
        told = cancelling.stopped(cancelling.left(use), without(whole, f"sagemaker:{stop}"))
        assert told[0].startswith(f"could not stop it: access denied: {stop}: {missing.format(stage.arn, stop)}")
        told = cancelling.stopped(cancelling.left(use), without(whole, f"sagemaker:{delete}"))
        assert told[1].startswith(f"could not delete it: access denied: {delete}: {missing.format(stage.arn, delete)}")
