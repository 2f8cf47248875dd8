"""A validation in the sandbox by a good container; one that ends with the sandbox, or is stopped."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.container.rehearse import image_builds
from tests.container.rehearse.image_builds import Variant
from tests.container.rehearse.test_interrupts import group_of, left
from tests.container.sandbox import emulator
from tests.container.sandbox.emulator import PROGRAM, REPOSITORY

from sagemaker_marketplace.sandbox.server import Sandbox

pytestmark = pytest.mark.container

TIME_LIMIT_SECONDS = 300
SLEEPING = replace(
    next(variant for variant in image_builds.described() if variant.number == "good"),
    number="sandbox-sleeping",
    serve="#!/usr/bin/env python3\nimport time\nprint('loading the model')\ntime.sleep(1000)\n",
)
Make = Callable[[str], Path]


@pytest.fixture(scope="module")
def variants(base: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Variant]:
    """Build the images of this module."""
    good = [variant for variant in image_builds.described() if variant.number == "good"]
    image_builds.build(base, [*good, SLEEPING], tmp_path_factory.mktemp("images"))
    return {variant.number: variant for variant in (*good, SLEEPING)}


@pytest.fixture
def product(variants: dict[str, Variant], tmp_path: Path) -> Iterator[Make]:
    """Return a function that writes the product of a variant; its image loses its name at the end."""
    with emulator.products(variants, tmp_path) as make:
        yield make


def wait_until(is_true: Callable[[], Any]) -> Any:
    limit = time.monotonic() + TIME_LIMIT_SECONDS
    while time.monotonic() < limit:
        value = is_true()
        if value:
            return value
        time.sleep(0.1)
    raise TimeoutError


def test_a_good_container_completes(product: Make, base: str) -> None:
    manifest = product("good")
    name = manifest.parent.name
    with emulator.validating(base) as running:
        running.upload(manifest)
        code, report = running.create(manifest)
        assert (code, report["failures"], report["results"][0]["status"]) == (0, [], "Completed"), report
        [summary] = running.client("sagemaker").list_transform_jobs()["TransformJobSummaries"]
        job = running.client("sagemaker").describe_transform_job(TransformJobName=summary["TransformJobName"])
        logs = running.client("logs").filter_log_events(logGroupName="/aws/sagemaker/TransformJobs")["events"]
        output = running.objects(f"{name}/output/")
    assert output == {f"{name}/output/data.csv.out": b"6.0\n14.0\n22.0\n30.0\n38.0\n"}
    assert job["CreationTime"] <= job["TransformStartTime"] <= job["TransformEndTime"]
    streams = {event["logStreamName"].partition("/")[2].partition("-")[0] for event in logs}
    assert streams == {"i"}
    by_kind = {event["logStreamName"].endswith("/data-log"): event["message"] for event in logs}
    assert by_kind[True] == "[sagemaker logs]: MaxConcurrentTransforms=1, MaxPayloadInMB=6, BatchStrategy=MULTI_RECORD"
    start, end = (job[field].timestamp() * 1000 for field in ("TransformStartTime", "TransformEndTime"))
    assert all(start <= event["timestamp"] <= end for event in logs)


def test_without_its_data_the_scenario_serves(product: Make, base: str) -> None:
    manifest = product("good")
    with emulator.validating(base) as running:
        code, _ = running.create(manifest)
        logs = running.client("logs").filter_log_events(logGroupName="/aws/sagemaker/TransformJobs")["events"]
    assert (code, logs[0]["message"]) == (0, "Serving on port 8080")


def test_a_stopped_job_leaves_no_container(product: Make, base: str) -> None:
    manifest = product(SLEEPING.number)
    with emulator.validating(base) as running:
        running.upload(manifest)
        sagemaker, logs = running.client("sagemaker"), running.client("logs")
        running.request(manifest)
        group = group_of(f"{REPOSITORY}:{manifest.parent.name}")
        [job] = sagemaker.list_transform_jobs(StatusEquals="InProgress")["TransformJobSummaries"]
        wait_until(lambda: logs.describe_log_groups(logGroupNamePrefix="/aws/sagemaker/")["logGroups"])
        sagemaker.stop_transform_job(TransformJobName=job["TransformJobName"])
        wait_until(lambda: sagemaker.list_transform_jobs(StatusEquals="Stopped")["TransformJobSummaries"])
        described = sagemaker.describe_model_package(ModelPackageName=manifest.parent.name)
        assert (described["ModelPackageStatus"], left(group)) == ("Failed", [])


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda number: number.name)
def test_an_interrupted_sandbox_leaves_no_container(number: signal.Signals, product: Make, base: str) -> None:
    manifest = product(SLEEPING.number)
    command = [*PROGRAM, "sandbox", "--driver-image", base]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=emulator.environment({})) as process:
        url = next(line for line in process.stdout or () if "AWS_ENDPOINT_URL=" in line).strip().partition("=")[2]
        running = emulator.Emulator(Sandbox(url, {}))
        running.upload(manifest)
        running.request(manifest)
        group = group_of(f"{REPOSITORY}:{manifest.parent.name}")
        process.send_signal(number)
        process.communicate(timeout=TIME_LIMIT_SECONDS)
    assert (process.returncode, left(group)) == (130, [])
