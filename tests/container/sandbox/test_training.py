"""Validations of algorithms in the sandbox by containers: a training job, and a transform job with its model."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.container.rehearse import image_builds
from tests.container.sandbox import emulator

pytestmark = pytest.mark.container

VARIANTS = ("good", "T2", "T4", "T9")


@dataclass(frozen=True)
class Outcome:
    """The exit code of `create`, its first cause, the descriptions of the jobs, and the names of outputs."""

    exit_code: int
    cause: str
    training: dict[str, Any]
    transform: dict[str, Any]
    objects: dict[str, bytes]


@pytest.fixture(scope="module")
def outcomes(base: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Outcome]]:
    """Create the product of each variant in the sandbox, all at the same time."""
    variants = [variant for variant in image_builds.trainers() if variant.number in VARIANTS]
    image_builds.build(base, variants, tmp_path_factory.mktemp("images"))
    manifests = [
        emulator.product(tmp_path_factory.mktemp(f"training-{variant.number}"), variant) for variant in variants
    ]
    try:
        with emulator.validating(base) as running, ThreadPoolExecutor(len(VARIANTS)) as pool:
            found = list(pool.map(lambda manifest: outcome(running, manifest), manifests))
            yield {variant.number: each for variant, each in zip(variants, found, strict=True)}
    finally:
        for manifest in manifests:
            emulator.remove_tag(manifest.parent.name)


def outcome(running: emulator.Emulator, manifest: Path) -> Outcome:
    running.upload(manifest)
    code, report = running.create(manifest)
    causes = [cause["cause"] for failure in report["failures"] for cause in failure["causes"]]
    training, transform = (described(running, kind, manifest.parent.name) for kind in ("training", "transform"))
    objects = running.objects(f"{manifest.parent.name}/")
    return Outcome(code, (*causes, "")[0], training, transform, objects)


def described(running: emulator.Emulator, kind: str, name: str) -> dict[str, Any]:
    """Return the job of a kind whose output is that of a product; empty if there is none."""
    client, title = running.client("sagemaker"), f"{kind.title()}Job"
    for summary in getattr(client, f"list_{kind}_jobs")()[f"{title}Summaries"]:
        job: dict[str, Any] = getattr(client, f"describe_{kind}_job")(**{f"{title}Name": summary[f"{title}Name"]})
        output = job.get("OutputDataConfig") or job["TransformOutput"]
        if f"/{name}/" in output["S3OutputPath"]:
            return job
    return {}


def test_an_algorithm_completes(outcomes: dict[str, Outcome]) -> None:
    good = outcomes["good"]
    assert (good.exit_code, good.cause) == (0, "")
    statuses = [transition["Status"] for transition in good.training["SecondaryStatusTransitions"]]
    assert statuses == ["Starting", "Downloading", "Training", "Uploading", "Completed"]
    artifacts = good.training["ModelArtifacts"]["S3ModelArtifacts"].partition(f"{emulator.BUCKET}/")[2]
    assert good.objects[artifacts].startswith(b"\x1f\x8b")
    outputs = [content for name, content in good.objects.items() if name.endswith(".out")]
    assert [metric["Value"] for metric in good.training["FinalMetricDataList"]] == [0.3333]
    assert outputs == [b"10.5\n24.5\n38.5\n52.5\n66.5\n"]


def test_a_training_program_that_fails(outcomes: dict[str, Outcome]) -> None:
    failed = outcomes["T2"]
    words = "AlgorithmError: TypeError: 'str' object cannot be interpreted as an integer, exit code: 1"
    assert (failed.exit_code, failed.transform, failed.training["FailureReason"]) == (4, {}, words)
    assert failed.cause.startswith("the program uses a string as a number;")


def test_a_training_program_without_a_model(outcomes: dict[str, Outcome]) -> None:
    failed = outcomes["T4"]
    artifacts = failed.training["ModelArtifacts"]["S3ModelArtifacts"]
    assert (failed.exit_code, failed.training["TrainingJobStatus"]) == (4, "Completed")
    assert failed.transform["FailureReason"] == f"Could not find model data at {artifacts}"


def test_a_training_program_that_never_ends(outcomes: dict[str, Outcome]) -> None:
    stopped = outcomes["T9"]
    statuses = [stopped.training[field] for field in ("TrainingJobStatus", "SecondaryStatus")]
    assert stopped.cause == "the training job exceeded MaxRuntimeInSeconds"
    assert (stopped.exit_code, statuses, stopped.transform) == (4, ["Stopped", "MaxRuntimeExceeded"], {})
