"""Of resources with equal validation profiles, each gets the jobs that run what it contains."""

from __future__ import annotations

from typing import Any

import pytest
from tests.watch.follower_harness import FollowerHarness, follower_harness

from sagemaker_marketplace.report import events
from sagemaker_marketplace.watch.region_watch import RegionWatch


@pytest.mark.parametrize(("kind", "uses"), [("ModelPackage", {"transform"}), ("Algorithm", {"training", "transform"})])
def test_each_gets_its_own_jobs(kind: str, uses: set[str]) -> None:
    """Although they are asked for in another order than the one in which they were created."""
    with follower_harness("success") as harness:
        found = watch(harness, kind, 3)
        assert found == {(use, name): owner(harness, use, name) for use, name in found}
        assert sorted(found) == sorted((use, name) for use in uses for name in job_names(harness, use))
        assert len(set(found.values())) == 3


def test_without_permission_each_gets_one_job() -> None:
    with follower_harness("success") as harness:
        harness.deny("sagemaker:DescribeModel")
        assert sorted(name for _, name in watch(harness, "ModelPackage", 3)) == sorted(job_names(harness, "transform"))


def watch(harness: FollowerHarness, kind: str, number: int) -> dict[tuple[str, str], str]:
    """Watch resources to their ends; return the manifest that each job was shown for."""
    watched = RegionWatch(harness.clock, harness.clock.now() + 36_000, 30.0, follow_jobs=harness.follower)
    targets = [harness.target(kind, f"equal-{index}") for index in range(number)]
    for target in targets:
        target.manifest = target.arn
    watched.add(targets[::-1])
    found = {}
    while watched.remaining:
        ended = [event for event in watched.round() if isinstance(event, events.JobFinished)]
        found.update({(event.job_type, event.name): event.manifest for event in ended})
        watched.wait()
    return found


def job_names(harness: FollowerHarness, use: str) -> list[str]:
    jobs = getattr(harness.sagemaker, f"list_{use}_jobs")()[f"{use.title()}JobSummaries"]
    return [job[f"{use.title()}JobName"] for job in jobs]


def owner(harness: FollowerHarness, use: str, name: str) -> str:
    """The resource that a job validates, by what the sandbox says."""
    sagemaker: Any = harness.sagemaker
    if use == "training":
        arn = sagemaker.describe_training_job(TrainingJobName=name)["AlgorithmSpecification"]["AlgorithmName"]
        return str(arn)
    model = sagemaker.describe_transform_job(TransformJobName=name)["ModelName"]
    container = sagemaker.describe_model(ModelName=model)["PrimaryContainer"]
    if "ModelPackageName" in container:
        return str(container["ModelPackageName"])
    artifacts = {
        sagemaker.describe_training_job(TrainingJobName=each)["ModelArtifacts"]["S3ModelArtifacts"]: each
        for each in job_names(harness, "training")
    }
    return owner(harness, "training", artifacts[container["ModelDataUrl"]])
