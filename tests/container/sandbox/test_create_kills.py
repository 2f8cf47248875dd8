"""A `create --rehearse` killed at an event, and run again: one resource, and no container is left.

KILLS=N kills at each of the first N events instead.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.container.rehearse import image_builds
from tests.container.rehearse.image_builds import Variant
from tests.container.rehearse.test_interrupts import LABEL, docker, left
from tests.container.sandbox import emulator
from tests.container.sandbox.test_create_rehearse import create, created

pytestmark = pytest.mark.container

KILLS = int(os.environ.get("KILLS", "0"))
# The container runs; it was removed, or is being removed; the resource was created.
MOMENTS = [*range(KILLS)] or ['"type": "status"', '"type": "rehearsal"', '"name": "arn"']
TIME_LIMIT_SECONDS = 300


@pytest.fixture(scope="module")
def variant(base: str, tmp_path_factory: pytest.TempPathFactory) -> Variant:
    """Build an image that no other test runs, so that its containers are those of this module."""
    good = next(each for each in image_builds.described() if each.number == "good")
    own = replace(good, number="create-killed", serve=f"{good.serve}# of this module\n")
    image_builds.build(base, [good, own], tmp_path_factory.mktemp("images"))
    return own


@pytest.fixture
def product(variant: Variant, tmp_path: Path) -> Iterator[Path]:
    """A product whose image has its name in ECR."""
    folder = tmp_path / f"killed-{os.getpid()}-{time.monotonic_ns()}"
    folder.mkdir()
    yield emulator.product(folder, variant)
    emulator.remove_tag(folder.name)


def containers(variant: Variant, *filters: str) -> set[str]:
    """Return the groups of the containers of an image."""
    chosen = [option for each in filters for option in ("--filter", each)]
    label = f'{{{{.Label "{LABEL}"}}}}'
    return set(docker("ps", "--all", "--filter", f"ancestor={variant.name}", *chosen, "--format", label))


def wait_for_orphans(groups: set[str]) -> None:
    """Wait until the drivers of groups have noticed that their program was killed."""
    limit = time.monotonic() + TIME_LIMIT_SECONDS
    while time.monotonic() < limit:
        running = docker("ps", "--filter", f"label={LABEL}", "--format", f'{{{{.Label "{LABEL}"}}}}/{{{{.Names}}}}')
        drivers = {name.partition("/")[0] for name in running if "driver" in name}
        if not drivers & groups:
            return
        time.sleep(0.1)


@pytest.mark.parametrize("moment", MOMENTS)
def test_one_resource_and_no_container(product: Path, variant: Variant, base: str, moment: int | str) -> None:
    groups: set[str] = set()
    with emulator.validating(base) as sandbox:

        def kill(number: int, line: str, process: subprocess.Popen[str]) -> None:
            groups.update(containers(variant))
            if number == moment or (isinstance(moment, str) and moment in line):
                process.kill()

        killed = create(sandbox, product, base, on_line=kill)
        groups |= containers(variant)
        wait_for_orphans(groups)
        again = create(sandbox, product, base)
        assert (killed.code, again.code, again.of("failure")) == (-9, 0, [])
        [container] = created(sandbox, product)
    assert container["Image"].partition("@")[2] == again.outputs["image-digest"]
    assert [name for group in groups for name in left(group)] == []
    assert containers(variant) == set()


def test_an_interrupted_rehearsal_leaves_nothing(product: Path, variant: Variant, base: str) -> None:
    def interrupt(_number: int, line: str, process: subprocess.Popen[str]) -> None:
        if '"type": "status"' in line:
            process.send_signal(signal.SIGTERM)

    with emulator.validating(base) as sandbox:
        ran = create(sandbox, product, base, on_line=interrupt)
        assert created(sandbox, product) == []
    [failure] = ran.of("failure")
    assert (ran.code, failure["message"], failure["hint"]) == (130, "interrupted by SIGTERM", "nothing was changed")
    assert containers(variant) == set()
