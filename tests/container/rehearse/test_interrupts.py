"""An interrupted rehearsal: exit code 130, its report, and no container or volume that is left."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from pathlib import Path

import pytest
from tests.container.rehearse.product import ALGORITHM, EXAMPLE, build, build_on, checkout, command, environment
from tests.contract import documents

SLEEPING = "sagemaker-marketplace-test:sleeping"
LABEL = "sagemaker-marketplace.group"
# For each step, also on a slow machine; nothing but the signal ends the container in this time.
STEP_SECONDS = 300

pytestmark = pytest.mark.container


@pytest.fixture(scope="module")
def sleeping(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Build an image whose program never listens and ignores SIGTERM."""
    build(EXAMPLE)
    build_on(
        tmp_path_factory.mktemp("sleeping") / "image",
        SLEEPING,
        'ENTRYPOINT ["python3", "-c", "import time; time.sleep(1000)"]',
    )
    return SLEEPING


def docker(*arguments: str) -> list[str]:
    return subprocess.run(["docker", *arguments], capture_output=True, text=True, check=True).stdout.split()


def group_of(image: str) -> str:
    """Wait until a container of an image runs, and return its group."""
    limit = time.monotonic() + STEP_SECONDS
    while time.monotonic() < limit:
        found = docker("ps", "--filter", f"ancestor={image}", "--format", f'{{{{.Label "{LABEL}"}}}}')
        if found:
            return found[0]
        time.sleep(0.05)
    raise TimeoutError(image)


def left(group: str) -> list[str]:
    label = f"label={LABEL}={group}"
    return [*docker("ps", "--all", "--quiet", "--filter", label), *docker("volume", "ls", "--quiet", "--filter", label)]


@pytest.mark.parametrize(
    ("example", "number", "name"),
    [
        (EXAMPLE, signal.SIGINT, "churn-scorer-1-0-0 (model package, us-east-2)"),
        (EXAMPLE, signal.SIGTERM, "churn-scorer-1-0-0 (model package, us-east-2)"),
        (ALGORITHM, signal.SIGTERM, "boosted-stumps-1-0-0 (algorithm, us-east-2)"),
    ],
)
def test_nothing_is_left(
    example: Path, number: signal.Signals, name: str, sleeping: str, base: str, tmp_path: Path
) -> None:
    folder = tmp_path / "repository"
    checkout(folder, sleeping, example)
    arguments = command(base, "--output", "json=report.json")
    process = subprocess.Popen(
        arguments, cwd=folder, env=environment(tmp_path), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    group = group_of(sleeping)
    # Driver, a container that fills the volume, one that reads the image, the seller's container, volume.
    assert len(left(group)) == 5
    process.send_signal(number)
    out, _ = process.communicate(timeout=STEP_SECONDS)
    assert process.returncode == 130
    assert left(group) == []
    assert f"sagemaker-marketplace: interrupted by {number.name}\n  nothing was changed\n" in out
    report = json.loads((folder / "report.json").read_text())
    assert (report["exit_code"], documents.error("report", report)) == (130, "")
    assert [failure["message"] for failure in report["failures"]] == [f"interrupted by {number.name}"]
    assert out.endswith(f"\n\nInterrupted: {name}\n")
