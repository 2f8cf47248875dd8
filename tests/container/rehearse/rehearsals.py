"""Writes products into folders and rehearses them with the program, as a seller does on the command line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from tests.container.rehearse import image_builds
from tests.container.rehearse.image_builds import TrainingVariant, Variant
from tests.contract import documents

_PROFILE = ("spec", "ValidationSpecification", "ValidationProfiles", 0)
JOB, TRAINING_JOB = ((*_PROFILE, name) for name in ("TransformJobDefinition", "TrainingJobDefinition"))
CONTAINER = ("spec", "InferenceSpecification", "Containers", 0)
_STARTS = {"job": JOB, "training": TRAINING_JOB, "container": CONTAINER}
MANIFEST, TRAINING_MANIFEST = (Path(__file__).with_name(f"{name}.yaml") for name in ("manifest", "training_manifest"))
# Stands for a symbolic link in the content of a file.
LINK = b"-> "
# A rehearsal takes seconds, on a slow machine more; this ends one that would never end.
TIME_LIMIT_SECONDS = 600
# Most of a rehearsal is waiting.
_PARALLEL = 4


@dataclass(frozen=True)
class Rehearsal:
    """One run: exit code, the JSON report, the lines of the container's log, and how long it took."""

    manifest: Path
    exit_code: int
    report: dict[str, Any]
    log: list[str]
    seconds: float

    @property
    def first_cause(self) -> dict[str, Any]:
        """The cause that is named first; empty if the job would succeed."""
        causes = [cause for failure in self.report["failures"] for cause in failure["causes"]]
        return causes[0] if causes else {}

    def line_of(self, path: list[str | int]) -> int:
        """Return the line, from 1, of a field of the manifest, or of the last part of its path that is there."""
        node: Any = yaml.compose(self.manifest.read_text())
        line = 0
        for part in path:
            if isinstance(part, int):
                node = node.value[part]
                line = node.start_mark.line
                continue
            found = [pair for pair in node.value if pair[0].value == part]
            if not found:
                break
            line, node = found[0][0].start_mark.line, found[0][1]
        return line + 1


def manifest(image: str, changes: Mapping[str, Any], base: Path = MANIFEST) -> dict[str, Any]:
    """Return the manifest of a product with an image of the engine; `changes` are values by dotted path.

    `job`, `training` and `container` stand for the definitions of the transform job and the training job, and the
    container; digits are an index. A value of None removes a field.
    """
    data: dict[str, Any] = yaml.safe_load(base.read_text())
    data["rehearsal"]["image"] = image
    for name, value in changes.items():
        first, *rest = name.split(".")
        path = [*_STARTS.get(first, (first,)), *(int(each) if each.isdigit() else each for each in rest)]
        place: Any = data
        for part in path[:-1]:
            place = place[part] if isinstance(part, int) else place.setdefault(part, {})
        place[path[-1]] = value
        if value is None:
            del place[path[-1]]
    return data


def write(folder: Path, data: Mapping[str, Any], files: Mapping[str, bytes]) -> Path:
    """Write a product: its manifest, and its files by name below the folder. Returns the manifest's path."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if content.startswith(LINK):
            path.symlink_to(content.removeprefix(LINK).decode())
        else:
            path.write_bytes(content)
    path = folder / "manifest.yaml"
    path.write_text(yaml.safe_dump(data, sort_keys=False))
    return path


def run(manifest_file: Path, driver: str, *options: str) -> Rehearsal:
    """Rehearse a manifest with the command line, without credentials."""
    log = manifest_file.with_name("log")
    command = [sys.executable, "-m", "sagemaker_marketplace", "rehearse", manifest_file.name, "--format", "json"]
    command += ["--driver-image", driver, "--log-file", log.name, *options]
    environment = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "DOCKER_HOST")}
    start = time.monotonic()
    done = subprocess.run(
        command,
        cwd=manifest_file.parent,
        env=environment,
        capture_output=True,
        text=True,
        timeout=TIME_LIMIT_SECONDS,
    )
    seconds = time.monotonic() - start
    assert done.stdout, done.stderr
    lines = log.read_text("utf-8").splitlines() if log.exists() else []
    report = json.loads(done.stdout)
    assert documents.error("report", report) == ""
    return Rehearsal(manifest_file, done.returncode, report, lines, seconds)


def run_all(manifest_files: Sequence[Path], driver: str) -> list[Rehearsal]:
    """Rehearse manifests, several at a time."""
    with ThreadPoolExecutor(_PARALLEL) as pool:
        return list(pool.map(lambda path: run(path, driver), manifest_files))


def build_and_run(variants: Sequence[Variant], base: str, folder: Path) -> dict[str, Rehearsal]:
    """Build the images of variants, and rehearse each once it is built, several at a time; returns them by number."""
    image_builds.build_servers(base, variants, folder)

    def rehearse(variant: Variant) -> Rehearsal:
        image_builds.build_variant(variant, folder)
        return run(product(folder / f"product-{variant.number}", variant), base)

    # Images with packages take longest.
    ordered = sorted(variants, key=lambda variant: "RUN " not in variant.image)
    with ThreadPoolExecutor(_PARALLEL) as pool:
        return dict(zip((variant.number for variant in ordered), pool.map(rehearse, ordered), strict=True))


def product(folder: Path, variant: Variant) -> Path:
    """Write the product that an image of the tests is rehearsed in; returns the manifest's path."""
    files = {name: text.encode() for name, text in variant.model.items()}
    files["input/data.csv"] = b"1,2\n3,4\n5,6\n7,8\n9,10\n" * variant.repeat_input
    base = TRAINING_MANIFEST if isinstance(variant, TrainingVariant) else MANIFEST
    return write(folder, manifest(variant.name, variant.changes, base), files)
