"""The container action: how long after `docker run` it prints its first output, and the size of its image."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from time import perf_counter

from scripts import base_image

from benchmarks.pairs import in_turn
from benchmarks.processes import ROOT, MeasurementFailed, run

_TAG = "sagemaker-marketplace-action:benchmark"


def measure(wanted: Collection[str], pairs: int, record: Callable[[str, float, float], None]) -> None:
    """Build the image and measure these rows."""
    base = base_image.available()
    build = ["docker", "build", "--quiet", "--tag", _TAG, "--file", "-", str(ROOT)]
    dockerfile = base_image.buildable((ROOT / "Dockerfile").read_text("utf-8"))
    built = subprocess.run(build, input=dockerfile, capture_output=True, text=True, check=False)
    if built.returncode:
        raise MeasurementFailed(f"the image could not be built:\n{built.stdout}{built.stderr}")
    if "image-size" in wanted:
        record("image-size", _megabytes(_TAG), _megabytes(base))
    if "container-start" in wanted:
        with tempfile.TemporaryDirectory() as folder:
            manifest = (ROOT / "examples" / "model-package.yaml").read_text("utf-8")
            (Path(folder) / "manifest.yaml").write_text(manifest, "utf-8")
            ours = [*_action(folder), _TAG]
            peer = ["docker", "run", "--rm", base, "echo", "started"]
            works = {"ours": lambda _: _first_output(ours), "peer": lambda _: _first_output(peer)}
            for figures in in_turn(works, pairs):
                record("container-start", figures["ours"], figures["peer"])


def _action(workspace: str) -> list[str]:
    """Return `docker run` as a runner starts a check of manifest.yaml."""
    settings = ["INPUT_COMMAND=check", "INPUT_MANIFEST=manifest.yaml", "GITHUB_WORKSPACE=/github/workspace"]
    environment = [argument for setting in settings for argument in ("--env", setting)]
    mounted = ["--volume", f"{workspace}:/github/workspace", "--workdir", "/github/workspace"]
    return ["docker", "run", "--rm", *mounted, *environment]


def _first_output(command: Sequence[str]) -> float:
    """Start a command; return the seconds until its first output, and wait for its end."""
    started = perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout  # noqa: S101 - for mypy
        first = process.stdout.read(1)
        elapsed = perf_counter() - started
        process.stdout.read()
    if not first or process.returncode:
        raise MeasurementFailed(f"{' '.join(command)} ended with {process.returncode}")
    return elapsed


def _megabytes(image: str) -> float:
    return int(run(["docker", "image", "inspect", "--format", "{{.Size}}", image])) / 1e6
