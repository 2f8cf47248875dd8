"""Random interleavings of runs, by seed: no run deletes, stops or claims what another made (`make races`: 1,000)."""

from __future__ import annotations

import hashlib
import os
import random
import signal
from dataclasses import dataclass, field
from typing import Any

import pytest
from tests.create.gate import Call, End, Gate
from tests.pipeline.expected import TITLES, arn
from tests.pipeline.harness import Harness

from sagemaker_marketplace.sandbox.server import running

RACES = int(os.environ.get("RACES", "10"))
FIRST_SEED = int(os.environ.get("FIRST_SEED", "20261128"))
SCENARIOS = ("success", "invocations-fail", "never-finishes", "slow-delete")
ROLES: dict[str, dict[str, Any]] = {
    "create": {"command": "create"},
    "replace": {"command": "create", "replace_failed": True},
    "cancel": {"command": "create", "on_cancel": "stop", "follow_jobs": True},
    "cancel-replace": {"command": "create", "replace_failed": True, "on_cancel": "stop"},
    "watch": {"command": "watch"},
}
# Success, a refusal or a deletion during the watch, a failed validation, time up, a conflict, a signal.
EXIT_CODES = (0, 3, 4, 5, 6, 130)


@dataclass(eq=False)
class Created:
    """A resource that a run created: one with the same name later is another."""

    name: str
    owner: str
    serial: int
    created: float = 0.0
    is_deleted: bool = False
    status: str = ""


@dataclass
class Model:
    """What the runs have done, as the sandbox has seen it, checked against what each may do."""

    kind: str
    resources: list[Created] = field(default_factory=list)
    planned: dict[str, tuple[str, float]] = field(default_factory=dict)

    def current(self, name: str) -> Created:
        return next(item for item in reversed(self.resources) if item.name == name)

    def add(self, call: Call) -> None:
        """Take the next call that the sandbox has executed."""
        if call.result is None:
            return
        owner, name = call.run.removeprefix("post-"), str(call.request.get(f"{self.kind}Name", ""))
        name = name.rpartition("/")[2]
        if call.operation == f"Create{self.kind}":
            self.resources.append(Created(name, owner, len(self.resources) + 1))
        elif call.operation == f"Describe{self.kind}":
            seen = (str(call.result[f"{self.kind}Status"]), float(call.result["CreationTime"]))
            self.current(name).status, self.current(name).created = seen
            self.planned.setdefault(call.run, seen)
        elif call.operation == f"Delete{self.kind}":
            self._deleted(call.run, owner, self.current(name))
        elif call.operation.startswith("Stop"):
            stage = call.operation.removeprefix("Stop").removesuffix("Job").lower()
            own = {self._job(item, stage) for item in self.resources if item.owner == owner}
            assert call.request[f"{stage.title()}JobName"] in own, f"{call.run} stops a job of another run"

    def _deleted(self, run: str, owner: str, resource: Created) -> None:
        # A run may replace what had failed when it planned.
        replaces = self.planned.get(run) == ("Failed", resource.created)
        assert resource.owner == owner or replaces, f"{run} deletes what {resource.owner} created"
        resource.is_deleted = True

    def _job(self, resource: Created, stage: str) -> str:
        """The name of a job in the sandbox."""
        text = f"{arn(self.kind, resource.name)} {resource.serial} {stage}"
        return "validation-" + hashlib.sha256(text.encode()).hexdigest()[:32]


class Race:
    """Two runs, and the post steps of those that were cancelled, in an order that a seed decides."""

    def __init__(self, gate: Gate, harness: Harness, dice: random.Random) -> None:
        self.gate, self.harness, self.dice = gate, harness, dice
        self.kind = dice.choice(list(TITLES))
        self.roles = {run: dice.choice(list(ROLES)) for run in ("a", "b")}
        self.live: list[str] = []
        self.interrupt_at = {run: dice.randrange(2, 25) for run, role in self.roles.items() if "cancel" in role}
        self.steps = dict.fromkeys(self.roles, 0)

    def run(self) -> None:
        """Let the race end."""
        if self.dice.random() < 0.5:
            self.gate.begin("z", self.manifest("one"))
            self.gate.finish("z")
        names = {"a": "one", "b": "one" if self.dice.random() < 0.7 else "two"}
        for run, role in self.roles.items():
            self.begin(run, self.manifest(names[run]), timeout_minutes=20, **ROLES[role])
        while self.live:
            self.step(self.dice.choice(self.live))
            for run in [run for run in self.live if self.gate.end(run)]:
                self.live.remove(run)
                self.begin_post(run)

    def manifest(self, name: str) -> str:
        return self.harness.manifest(self.kind, name, f"{name}.yaml")

    def begin(self, run: str, file: str, **settings: Any) -> None:
        self.gate.begin(run, file, **settings)
        self.live.append(run)

    def begin_post(self, run: str) -> None:
        ended = self.gate.end(run)
        if ended and ended.state not in ("", "[]"):
            self.begin(f"post-{run}", "", state=ended.state)

    def step(self, run: str) -> None:
        """Let one call of a run pass, lose it, or interrupt the run while it waits for it."""
        call = self.gate.next(run)
        if call is None:
            return
        self.steps[run] = self.steps.get(run, 0) + 1
        if self.steps[run] == self.interrupt_at.get(run):
            if self.dice.random() < 0.5:
                self.gate.execute(run)
            self.gate.interrupt(run, self.dice.choice([signal.SIGINT, signal.SIGTERM]))
        elif call.operation.startswith(("Create", "Delete")) and self.dice.random() < 0.2:
            self.gate.lose(run)
        else:
            self.gate.let_pass(run)

    def check(self) -> None:
        """Check every change and every end."""
        model = Model(self.kind)
        for call in self.gate.passed:
            model.add(call)
        for run, role in self.roles.items():
            ended = self.gate.end(run)
            assert ended
            self._check_end(model, run, role, ended)

    def _check_end(self, model: Model, run: str, role: str, ended: End) -> None:
        text = "\n".join(ended.lines)
        assert ended.exit_code in EXIT_CODES, text
        assert "internal error" not in text
        own = [resource for resource in model.resources if resource.owner == run]
        action = ended.outputs.get("action-taken", "")
        if action in ("created", "replaced"):
            assert own, f"{run} claims what it did not create"
        elif action:
            assert not own, f"{run} does not know what it created: {text}"
        if ended.exit_code == 0:
            assert ended.outputs["status"] == "Completed"
        if ended.exit_code == 130 and "cancel" in role:
            post = self.gate.end(f"post-{run}")
            notes = text + "\n".join(post.lines if post else ())
            ends = [item.is_deleted or item.status in ("Completed", "Failed") or " is left: " in notes for item in own]
            assert all(ends), f"{run} leaves what it created without a note: {notes}"


@pytest.mark.parametrize("seed", range(FIRST_SEED, FIRST_SEED + RACES))
def test_an_interleaving(harness: Harness, runs: Gate, seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - the same sequence each time
    with running(dice.choice(SCENARIOS)) as sandbox:
        runs.use(sandbox, harness.root)
        race = Race(runs, harness, dice)
        race.run()
        race.check()
        runs.use(sandbox, harness.root)
