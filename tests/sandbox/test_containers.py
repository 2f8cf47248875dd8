"""When the jobs of a validation would run in containers, without an engine; what is known of such a job."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rehearse.test_connect import answering, http

from sagemaker_marketplace.manifest.findings import USAGE, Failure
from sagemaker_marketplace.rehearse.engine.endpoints import Endpoint
from sagemaker_marketplace.rehearse.engine.engine import connect as connect_engine
from sagemaker_marketplace.sandbox import jobs, registry
from sagemaker_marketplace.sandbox.buckets import has_uploads
from sagemaker_marketplace.sandbox.containers.engine import Containers, LocalEngine
from sagemaker_marketplace.sandbox.containers.job import ContainerJob
from sagemaker_marketplace.sandbox.json_protocol import Owner
from sagemaker_marketplace.sandbox.log_events import MAX_EVENTS, RecordedLines, read_backward, read_forward
from sagemaker_marketplace.sandbox.scenario import Stage
from sagemaker_marketplace.sandbox.server import running

PROGRAM = [sys.executable, "-m", "sagemaker_marketplace", "sandbox"]
REGION = "us-east-1"
OWNER = Owner("123456789012", REGION)
# Uploads what the request reads, creates it, and polls until the validation has ended.
SCRIPT = """
import boto3, json, sys
request = json.load(open(sys.argv[1]))
s3, sagemaker = boto3.client("s3"), boto3.client("sagemaker")
for uri in sys.argv[2:]:
    bucket, _, key = uri.removeprefix("s3://").partition("/")
    s3.put_object(Bucket=bucket, Key=key, Body=b"1")
sagemaker.create_model_package(**request)
status = ""
while status not in ("Completed", "Failed"):
    status = sagemaker.describe_model_package(ModelPackageName=request["ModelPackageName"])["ModelPackageStatus"]
print(status)
"""


def read_uris(request: dict[str, Any]) -> list[str]:
    """Return a key for each location that the validation of a model package reads."""
    profile = request["ValidationSpecification"]["ValidationProfiles"][0]["TransformJobDefinition"]
    prefix = profile["TransformInput"]["DataSource"]["S3DataSource"]["S3Uri"]
    containers = request["InferenceSpecification"]["Containers"]
    return [*(each["ModelDataUrl"] for each in containers if "ModelDataUrl" in each), f"{prefix}data.csv"]


def upload(client: Any, uris: list[str]) -> None:
    for uri in uris:
        bucket, _, key = uri.removeprefix("s3://").partition("/")
        client.put_object(Bucket=bucket, Key=key, Body=b"1")


class NoEngine:
    """Counts the attempts to open an engine, of which there is none."""

    opened = 0

    def __call__(self) -> None:
        self.opened += 1
        raise Failure("no usable container engine", USAGE)


def final_status(sagemaker: Any, request: dict[str, Any]) -> str:
    sagemaker.create_model_package(**request)
    for _ in range(10):
        described = sagemaker.describe_model_package(ModelPackageName=request["ModelPackageName"])
    return str(described["ModelPackageStatus"])


def test_without_an_engine_the_scenario_serves(connect: Callable[..., Any], model_package: dict[str, Any]) -> None:
    no_engine = NoEngine()
    with running(containers=Containers(no_engine)) as sandbox:
        upload(connect(sandbox, "s3"), read_uris(model_package))
        names = [{**model_package, "ModelPackageName": name} for name in ("one", "two")]
        assert [final_status(connect(sandbox), request) for request in names] == ["Completed"] * 2
    assert no_engine.opened == 1


@pytest.mark.parametrize("missing", ["model", "data", "certification", "validation"])
def test_a_request_without_data_or_validation_needs_no_engine(
    missing: str, connect: Callable[..., Any], model_package: dict[str, Any]
) -> None:
    no_engine, uris = NoEngine(), read_uris(model_package)
    left_out = {"certification": "CertifyForMarketplace", "validation": "ValidationSpecification"}.get(missing)
    request = {name: value for name, value in model_package.items() if name != left_out}
    with running(containers=Containers(no_engine)) as sandbox:
        s3 = connect(sandbox, "s3")
        upload(s3, {"model": uris[1:], "data": uris[:1]}.get(missing, uris))
        # The objects that a client only reads are those of the scenario.
        bucket, _, key = uris[0].removeprefix("s3://").partition("/")
        s3.head_object(Bucket=bucket, Key=key)
        assert (final_status(connect(sandbox), request), no_engine.opened) == ("Completed", 0)


def test_only_what_a_client_puts_is_uploaded(connect: Callable[..., Any]) -> None:
    with running() as sandbox:
        s3 = connect(sandbox, "s3")
        s3.get_object(Bucket="read", Key="input/model.tar.gz")
        s3.put_object(Bucket="written", Key="input/a.csv", Body=b"1")
        found = [has_uploads(OWNER, bucket, "input/") for bucket in ("read", "written", "missing")]
        s3.put_object(Bucket="read", Key="input/model.tar.gz", Body=b"1")
        assert (found, has_uploads(OWNER, "read", "input/")) == ([False, True, False], True)
        assert not has_uploads(OWNER, "written", "output/")


def test_the_names_of_an_image_by_its_digest(connect: Callable[..., Any]) -> None:
    host = f"123456789012.dkr.ecr.{REGION}.amazonaws.com"
    with running() as sandbox:
        ecr = connect(sandbox, "ecr")
        described = ecr.describe_images(repositoryName="team/churn", imageIds=[{"imageTag": "1.0"}])
        digest = described["imageDetails"][0]["imageDigest"]
        pinned, other = f"{host}/team/churn@{digest}", f"{host}/team/churn@sha256:{'0' * 64}"
        assert registry.names(pinned) == [pinned, digest, f"{host}/team/churn:1.0"]
        assert registry.names(f"{host}/team/churn:2.0@{digest}")[1:] == [digest, f"{host}/team/churn:1.0"]
        assert registry.names(other) == [other, other.partition("@")[2]]
        for alone in (f"{host}/team/churn:1.0", "churn:dev"):
            assert registry.names(alone) == [alone]


DIGEST, IDENTITY = f"sha256:{'1' * 64}", f"sha256:{'2' * 64}"


@pytest.mark.parametrize(
    ("known", "digest"),
    [([], IDENTITY), ([f"churn@{DIGEST}"], DIGEST), ([f"other@{DIGEST}"], IDENTITY), ([f"a@{DIGEST}", "churn@b"], "b")],
)
def test_a_local_image_as_ecr_has_it(tmp_path: Path, known: list[str], digest: str) -> None:
    config = {"Entrypoint": ["a"], "Cmd": ["b"], "User": "c", "Env": ["D=e=f", "G="]}
    image = {"Id": IDENTITY, "RepoDigests": known, "Os": "linux", "Architecture": "arm64", "Size": 5, "Config": config}
    # Version and host; no volumes, no containers and no drivers of a rehearsal; the image, and another that is missing.
    answers = [{"ApiVersion": "1.41"}, {}, {}, {"Volumes": []}, [], [], image]
    missing = http('{"message": "no such image"}', "404 Not Found")
    with answering(tmp_path / "s", *(http(json.dumps(each)) for each in answers), missing) as requests:
        local = LocalEngine(Containers(lambda: connect_engine([Endpoint(f"unix://{tmp_path}/s", "default")], 5)))
        assert requests == []
        expected = {
            "os": "linux",
            "architecture": "arm64",
            "entrypoint": ["a"],
            "cmd": ["b"],
            "user": "c",
            "env": ["D=e=f", "G="],
        }
        assert local.ecr_image("churn:1.0") == registry.LocalImage(digest, 5, expected)
        assert local.ecr_image("other:1.0") is None
        assert len(requests) == len(answers) + 1


@contextmanager
def listening(path: Path) -> Iterator[list[int]]:
    """Listen as an engine that closes every connection; yield a list with an item for each."""
    connections: list[int] = []
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))
        server.listen()

        def accept() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                connections.append(1)
                connection.close()

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        yield connections
        server.shutdown(socket.SHUT_RDWR)
        thread.join()


@pytest.mark.parametrize(
    ("options", "is_opened"),
    [([], True), (["--engine", "none"], False), (["--scenario", "success"], False)],
    ids=["auto", "none", "scenario"],
)
def test_the_options_of_the_command(
    options: list[str], is_opened: bool, model_package: dict[str, Any], tmp_path: Path
) -> None:
    (tmp_path / "request.json").write_text(json.dumps(model_package))
    with listening(tmp_path / "socket") as connections:
        done = subprocess.run(
            [*PROGRAM, *options, "--", sys.executable, "-c", SCRIPT, "request.json", *read_uris(model_package)],
            cwd=tmp_path,
            env={"DOCKER_HOST": f"unix://{tmp_path / 'socket'}", "HOME": str(tmp_path)},
            capture_output=True,
            text=True,
            check=False,
        )
    assert (done.returncode, done.stdout, done.stderr) == (0, "Completed\n", "")
    assert bool(connections) is is_opened


def job(stage: str, request: dict[str, Any]) -> ContainerJob:
    return ContainerJob(**vars(jobs.start_job(stage, OWNER, "arn", 1, request, Stage())))


def test_a_training_job_of_a_container(algorithm: dict[str, Any]) -> None:
    running_job = job("training", algorithm)
    before = jobs.describe(running_job)
    for phase in ("Starting", "Downloading", "Training", "Training"):
        running_job.enter(phase)
    during = jobs.describe(running_job)
    running_job.last_values["loss"] = 0.5
    running_job.end("")
    after = jobs.describe(running_job)
    assert [each["SecondaryStatus"] for each in (before, during, after)] == ["Starting", "Training", "Completed"]
    phases = [transition["Status"] for transition in after["SecondaryStatusTransitions"]]
    assert phases == ["Starting", "Downloading", "Training", "Completed"]
    assert "TrainingEndTime" not in during
    assert after["FinalMetricDataList"] == [{"MetricName": "loss", "Value": 0.5, "Timestamp": after["TrainingEndTime"]}]


@pytest.mark.parametrize(
    ("reason", "is_stopped", "shown"),
    [
        ("", False, ("Completed", "Completed", None)),
        ("AlgorithmError: why", False, ("Failed", "Failed", "AlgorithmError: why")),
        ("MaxRuntimeExceeded", False, ("Stopped", "MaxRuntimeExceeded", None)),
        ("ClientError: the job was stopped", True, ("Stopped", "Stopped", None)),
    ],
)
def test_how_a_job_of_a_container_ends(
    reason: str, is_stopped: bool, shown: tuple[str, str, str | None], algorithm: dict[str, Any]
) -> None:
    ended, cancelled = job("training", algorithm), []
    ended.cancel = lambda: cancelled.append(1)
    if is_stopped:
        ended.stop()
        ended.finish_stopping()
        assert jobs.describe(ended)["SecondaryStatus"] == "Stopping"
    ended.end(reason)
    described = jobs.describe(ended)
    assert (described["TrainingJobStatus"], described["SecondaryStatus"], described.get("FailureReason")) == shown
    assert bool(cancelled) is is_stopped
    assert described["SecondaryStatusTransitions"][-1]["Status"] == shown[1]


@given(st.lists(st.tuples(st.integers(0, 50), st.text(max_size=3))), st.integers(1, 5))
def test_recorded_lines_are_read_in_pages(lines: list[tuple[int, str]], size: int) -> None:
    recorded = RecordedLines("stream")
    for timestamp, text in lines:
        recorded.add(timestamp, text)
    position, found, has_more = (0, "", 0), [], bool(lines)
    while has_more:
        page, has_more = read_forward([recorded], position, float("inf"), size)
        found += page
        position = page[-1].after
    assert [event.message for event in found] == [text for _, text in lines]
    times = [event.timestamp for event in found]
    assert times == sorted(times)
    assert recorded[0 : len(lines)] == found
    assert read_backward([recorded], (2**63, "", 0), 0, MAX_EVENTS) == found
