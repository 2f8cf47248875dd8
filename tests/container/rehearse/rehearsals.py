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
from typing import Any, TypeVar

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
# Most of a rehearsal is waiting; the start of the program is not.
_PARALLEL, _TOGETHER = 5, 5


_Item = TypeVar("_Item")


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
    start = time.monotonic()
    code, report = _run([manifest_file.name], manifest_file.parent, driver, "--log-file", log.name, *options)
    seconds = time.monotonic() - start
    lines = log.read_text("utf-8").splitlines() if log.exists() else []
    return Rehearsal(manifest_file, code, report, lines, seconds)


def run_together(manifest_files: Sequence[Path], driver: str) -> list[Rehearsal]:
    """Rehearse manifests of different names in one run; they are in the same folder, or in folders of it."""
    folder = Path(os.path.commonpath([path.parent for path in manifest_files]))
    names = {path: str(path.relative_to(folder)) for path in manifest_files}
    start = time.monotonic()
    code, report = _run(list(names.values()), folder, driver)
    seconds = (time.monotonic() - start) / len(manifest_files)
    parts = {path: _part(report, name) for path, name in names.items()}
    assert code == max(part["exit_code"] for part in parts.values())
    return [Rehearsal(path, part["exit_code"], part, [], seconds) for path, part in parts.items()]


def _part(report: Mapping[str, Any], manifest_name: str) -> dict[str, Any]:
    """Return what a report has of a manifest, and the exit code of a run with this manifest only."""
    lists = ("findings", "failures", "results")
    part = {key: [each for each in report[key] if each["manifest"] == manifest_name] for key in lists}
    codes = [failure["exit_code"] for failure in part["failures"]]
    has_error = any(finding["severity"] == "error" for finding in part["findings"])
    return {**part, "exit_code": max([int(has_error), *codes])}


def _run(names: Sequence[str], folder: Path, driver: str, *options: str) -> tuple[int, dict[str, Any]]:
    command = [sys.executable, "-m", "sagemaker_marketplace", "rehearse", *names, "--format", "json"]
    environment = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "DOCKER_HOST")}
    done = subprocess.run(
        [*command, "--driver-image", driver, *options],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=TIME_LIMIT_SECONDS,
    )
    assert done.stdout, done.stderr
    report = json.loads(done.stdout)
    assert documents.error("report", report) == ""
    return done.returncode, report


def run_all(manifest_files: Sequence[Path], driver: str) -> list[Rehearsal]:
    """Rehearse manifests of different names, in several runs at a time."""
    with ThreadPoolExecutor(_PARALLEL) as pool:
        runs = pool.map(lambda files: run_together(files, driver), _parts(manifest_files))
        return [run for found in runs for run in found]


def build_and_run(variants: Sequence[Variant], base: str, folder: Path) -> dict[str, Rehearsal]:
    """Build the images of variants and rehearse them, in several runs at a time; returns the rehearsals by number."""
    image_builds.build_servers(base, variants, folder)

    def rehearse(part: Sequence[Variant]) -> list[Rehearsal]:
        for variant in part:
            image_builds.build_variant(variant, folder)
        return run_together([product(folder / f"product-{variant.number}", variant) for variant in part], base)

    # Images with packages take longest to build.
    slow, fast = ([each for each in variants if ("RUN " in each.image) is is_slow] for is_slow in (True, False))
    parts = [*([variant] for variant in slow), *_parts(fast)]
    with ThreadPoolExecutor(_PARALLEL) as pool:
        runs = [run for found in pool.map(rehearse, parts) for run in found]
    return {variant.number: run for variant, run in zip([*slow, *fast], runs, strict=True)}


def _parts(items: Sequence[_Item]) -> list[Sequence[_Item]]:
    return [items[start : start + _TOGETHER] for start in range(0, len(items), _TOGETHER)]


def product(folder: Path, variant: Variant) -> Path:
    """Write the product that an image of the tests is rehearsed in; returns the manifest's path."""
    files = {name: text.encode() for name, text in variant.model.items()}
    files["input/data.csv"] = b"1,2\n3,4\n5,6\n7,8\n9,10\n" * variant.repeat_input
    base = TRAINING_MANIFEST if isinstance(variant, TrainingVariant) else MANIFEST
    data = manifest(variant.name, variant.changes, base)
    data["spec"][f"{data['kind']}Name"] = f"{variant.number}-${{VERSION|slug:-dev}}"
    return write(folder, data, files)
