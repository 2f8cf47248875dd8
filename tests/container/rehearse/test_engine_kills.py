"""Rehearsals killed at any moment: the next one removes what they left, and nothing else (`make rehearsal-kills`)."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from tests.container.rehearse.engines import answer, client, engine, group, image, labelled, start

from sagemaker_marketplace.rehearse.engine.container import Container
from sagemaker_marketplace.rehearse.engine.group import Group

pytestmark = pytest.mark.container
PROGRAM = Path(__file__).with_name("killed_group.py")
KILLS = int(os.environ.get("REHEARSAL_KILLS", "6"))
# The calls of a complete run, without those that only ask for a state: 38. In the suite, some of those before the
# removal: what is left of it, a rehearsal of another test may have removed.
CALLS = range(38) if KILLS >= 38 else (2, 8, 13, 20)


@contextmanager
def process(base: str, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """Run killed_group.py."""
    command = [sys.executable, str(PROGRAM), base, image(base), *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        try:
            yield child
        finally:
            child.kill()


def left(names: str) -> list[str]:
    """Return the names of the objects of groups whose names begin so."""
    return sorted(name for key, values in labelled().items() if key.startswith(names) for name in values)


def removed_by_the_next(names: str) -> int:
    """Let the next rehearsals remove what is left; return how many were needed.

    A driver ends just after its process, and a call that the process has sent may have an effect after it, too.
    """
    limit = time.monotonic() + 300
    for number in range(10_000):
        if not left(names):
            return number
        assert time.monotonic() < limit, left(names)
        engine().remove_orphans()
        time.sleep(0.05)
    raise AssertionError


class Neighbor:
    """A rehearsal that runs, and containers of other people."""

    def __init__(self, base: str, made: Group) -> None:
        self.group = made
        self.container: Container = start(made, base, "import time; print('up'); time.sleep(3600)")
        assert next(self.container.log()) == b"up"
        self.objects = [name.removesuffix("-orphan") for name in labelled()[made.name]]
        labels = {"sagemaker-marketplace.group": "other", "sagemaker-marketplace.role": "driver"}
        self.others = [
            client().create_container(base, entrypoint=["true"])["Id"],
            # As from an image that was committed from a container of ours.
            client().create_container(base, entrypoint=["true"], labels=labels)["Id"],
        ]

    def check(self) -> None:
        """Check that everything is as before."""
        assert answer(self.group, "answer = 6 * 7") == "42"
        assert self.container.state().is_running
        # Another rehearsal that saw the driver before it started may have renamed it since, and left it alone.
        names = [name.removesuffix("-orphan") for name in labelled()[self.group.name]]
        assert names == self.objects
        assert [client().inspect_container(other)["State"]["Status"] for other in self.others] in (
            ["created", "created"],
            ["configured", "configured"],
        )


@pytest.fixture
def neighbor(base: str) -> Iterator[Neighbor]:
    with group(base) as made:
        running = Neighbor(base, made)
        yield running
        running.check()
        for other in running.others:
            client().remove_container(other)


def seconds(base: str) -> float:
    """The time from an open engine to the end of a complete run."""
    with process(base, "") as child:
        assert child.stdout
        assert child.stdout.readline() == "opened\n"
        begun = time.monotonic()
        assert child.stdout.read() == "removed\n"
        return time.monotonic() - begun


def test_the_next_removes_what_a_killed_rehearsal_left(base: str, neighbor: Neighbor) -> None:
    moments = random.Random(20261129)  # noqa: S311 - the same sequence each time
    longest = seconds(base)
    found: Counter[int] = Counter()
    for _ in range(KILLS):
        names = f"{uuid4().hex[:8]}-"
        with process(base, names) as child:
            assert child.stdout
            assert child.stdout.readline() == "opened\n"
            time.sleep(moments.uniform(0, longest))
            child.kill()
        found[len(left(names))] += 1
        removed_by_the_next(names)
        neighbor.check()
    print(f"killed: {KILLS}; objects that were left, and how often: {sorted(found.items())}")
    assert found.total() == KILLS


def test_the_next_removes_what_is_left_after_each_call(base: str, neighbor: Neighbor) -> None:
    for call in CALLS:
        names = f"{uuid4().hex[:8]}-"
        with process(base, names, str(call), "SIGKILL") as child:
            child.communicate()
        assert child.returncode == -signal.SIGKILL, call
        removed_by_the_next(names)
        neighbor.check()


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_an_interrupted_rehearsal_removes_everything(base: str, name: str) -> None:
    for call in CALLS:
        names = f"{uuid4().hex[:8]}-"
        with process(base, names, str(call), name) as child:
            child.communicate()
        assert child.returncode == 130, call
        assert left(names) == [], call


def test_a_rehearsal_interrupted_at_any_moment_removes_everything(base: str) -> None:
    moments = random.Random(20261130)  # noqa: S311 - the same sequence each time
    longest = seconds(base)
    for _ in range(KILLS):
        names = f"{uuid4().hex[:8]}-"
        with process(base, names) as child:
            assert child.stdout
            assert child.stdout.readline() == "opened\n"
            time.sleep(moments.uniform(0, longest))
            child.send_signal(signal.SIGTERM)
            child.communicate()
        assert left(names) == []


def test_rehearsals_start_while_others_remove_orphans(base: str) -> None:
    def rehearse(number: int) -> str:
        engine().remove_orphans()
        with group(base) as made:
            engine().remove_orphans()
            container = start(made, base, f"print({number})")
            return answer(made, "answer = 'driver'") + next(container.log()).decode()

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(rehearse, range(12))) == [f"driver{number}" for number in range(12)]
