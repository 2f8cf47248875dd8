"""What a container receives, as it has logged it: requests byte for byte, environment, model, limits."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.container.rehearse import image_builds, rehearsals
from tests.container.rehearse.rehearsals import Rehearsal

pytestmark = pytest.mark.container

SAMPLES = Path(__file__).resolve().parents[2] / "rehearse" / "samples"
LINES = b"1,2\n3,4\n5,6\n7,8\n9,10\n"
LONG = [bytes([letter]) * 400_000 + b"\n" for letter in b"abcde"]
MXNET = (SAMPLES / "mxnet-1.9.1-four-records.rec").read_bytes()
TFRECORD = (SAMPLES / "tfrecord-1.14.6-two-records.tfrecord").read_bytes()
MAGIC = bytes.fromhex("0a23d7ce")
RECORD_IO = {"job.TransformInput.SplitType": "RecordIO"}
TF_RECORD = {"job.TransformInput.SplitType": "TFRecord"}
SINGLE = {"job.BatchStrategy": "SingleRecord"}
OBJECTS = '[{"prefix": "s3://example-sagemaker-us-east-2/rehearsed/input/"}, "second.csv", "first.csv"]'
MANIFEST_FILE = {
    "job.TransformInput.DataSource.S3DataSource.S3DataType": "ManifestFile",
    "job.TransformInput.DataSource.S3DataSource.S3Uri": "s3://example-sagemaker-us-east-2/rehearsed/objects.json",
    "rehearsal.input": "input/objects.json",
}
GZIP = {"job.TransformInput.CompressionType": "Gzip"}
[RECORDER] = [variant for variant in image_builds.described() if variant.number == "recorder"]


@dataclass(frozen=True)
class Case:
    """A job: changes of the manifest, the input, the bodies of its requests, and those of the second run."""

    changes: dict[str, Any]
    files: dict[str, bytes]
    bodies: list[bytes]
    small: list[bytes] = field(default_factory=list)


def data(content: bytes) -> dict[str, bytes]:
    return {"input/data.csv": content}


CASES = {
    "lines": Case({}, data(LINES), [LINES], [b"1,2\n3,4\n", b"5,6\n7,8\n", b"9,10\n", b"1,2"]),
    "single lines": Case(SINGLE, data(LINES), LINES.splitlines(keepends=True), [b"1,2"]),
    "other line ends": Case(
        {},
        data(b"1\r\n\n2\x0b\xe2\x80\xa83\n\n4"),
        [b"1\r\n2\x0b\xe2\x80\xa83\n4"],
        [b"1\r\n2\x0b\xe2\x80\xa83\n", b"4", b"1\r"],
    ),
    "lines over the limit": Case(
        {"job.MaxPayloadInMB": 1},
        data(b"".join(LONG)),
        [b"".join(LONG[:2]), b"".join(LONG[2:4]), LONG[4]],
        [b"".join(LONG[:2]), b"".join(LONG[2:4]), LONG[4], LONG[0].rstrip()],
    ),
    "no splitting": Case({"job.TransformInput.SplitType": None}, data(b"\0\n\xff\r\n"), [b"\0\n\xff\r\n"]),
    "RecordIO": Case(RECORD_IO, data(MXNET), [MXNET], [MXNET[:28], MXNET[28:]]),
    "single RecordIO": Case(
        RECORD_IO | SINGLE, data(MXNET), [b"abc", b"hello!!!", MAGIC + b"xy", b"aaaa" + MAGIC + b"bbbb" + MAGIC]
    ),
    "TFRecord": Case(TF_RECORD, data(TFRECORD), [TFRECORD], [TFRECORD]),
    "single TFRecord": Case(TF_RECORD | SINGLE, data(TFRECORD), [TFRECORD[12:43], TFRECORD[59:76]]),
    "gzip": Case(
        GZIP | SINGLE,
        {"input/data.csv.gz": gzip.compress(b"1\n2\n") + gzip.compress(b"3\n")},
        [b"1\n", b"2\n", b"3\n"],
        [b"1"],
    ),
    "several objects": Case(
        SINGLE,
        {"input/b.csv": b"3\n4\n", "input/a.csv": b"1\n2", "input/b/c.csv": b"5\n"},
        [b"1\n", b"2", b"3\n", b"4\n", b"5\n"],
        [b"1"],
    ),
    "manifest file": Case(
        MANIFEST_FILE | SINGLE,
        {
            "input/objects.json": OBJECTS.encode(),
            "input/first.csv": b"1\n",
            "input/second.csv": b"2\n",
            "input/other.csv": b"3\n",
        },
        [b"2\n", b"1\n"],
        [b"2"],
    ),
    "unlimited payload": Case(
        {"job.MaxPayloadInMB": 0}, data(LINES), [LINES], [b"1,2\n3,4\n", b"5,6\n7,8\n", b"9,10\n", b"1,2"]
    ),
}


def logged(run: Rehearsal, name: str) -> list[dict[str, Any]]:
    """Return what the container has logged under a name."""
    entries = [json.loads(line[line.index("{") :]) for line in run.log if "{" in line]
    return [entry for entry in entries if entry.pop("is") == name]


def rehearse(folder: Path, base: str, changes: dict[str, Any], files: dict[str, bytes], *options: str) -> Rehearsal:
    model = {"model/model.json": b"{}\n", "model/code/inference.py": b""}
    path = rehearsals.write(folder, rehearsals.manifest(RECORDER.name, changes), model | files)
    run = rehearsals.run(path, base, *options)
    assert (run.report["failures"], run.exit_code) == ([], 0), run.report
    return run


@pytest.fixture(scope="module", autouse=True)
def recorder(base: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Build the image whose server logs what it receives."""
    image_builds.build(base, [RECORDER], tmp_path_factory.mktemp("image"))


@pytest.fixture(scope="module")
def runs(base: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Rehearsal]:
    """Rehearse all cases."""
    folders = {name: tmp_path_factory.mktemp("case") for name in CASES}
    with ThreadPoolExecutor(4) as pool:
        done = pool.map(lambda name: rehearse(folders[name], base, CASES[name].changes, CASES[name].files), CASES)
        return dict(zip(CASES, done, strict=True))


@pytest.mark.parametrize("name", CASES)
def test_the_requests_are_those_of_sagemaker(name: str, runs: dict[str, Rehearsal]) -> None:
    requests = logged(runs[name], "request")
    assert [(each["method"], each["path"]) for each in requests[:2]] == [
        ("GET", "/ping"),
        ("GET", "/execution-parameters"),
    ]
    assert [each["headers"] for each in requests[:2]] == [[["Host", HOST], ["User-Agent", "Go-http-client/1.1"]]] * 2
    bodies = [*CASES[name].bodies, *CASES[name].small]
    assert [each["body"] for each in requests[2:]] == [shown(body) for body in bodies]
    assert [(each["method"], each["path"]) for each in requests[2:]] == [("POST", "/invocations")] * len(bodies)
    assert [each["parallel"] for each in requests[2:]] == [1] * len(bodies)
    assert [each["headers"] for each in requests[2:]] == [list(headers(body, name)) for body in bodies]


def test_the_lines_of_the_log_file_have_the_time_of_their_arrival(runs: dict[str, Rehearsal]) -> None:
    dates = [datetime.fromisoformat(line.split()[0]) for run in runs.values() for line in run.log]
    assert dates
    assert datetime.now(UTC) - timedelta(days=1) < min(dates) <= max(dates) <= datetime.now(UTC)


HOST = "169.254.255.131:8080"


def shown(body: bytes) -> str:
    return body.hex() if len(body) < 500 else f"{len(body)} bytes"


def headers(body: bytes, name: str) -> Iterator[list[str]]:
    yield ["Host", HOST]
    yield ["User-Agent", "Go-http-client/1.1"]
    yield ["Content-Type", "text/csv"]
    yield ["Accept", "text/csv"]
    yield ["Transfer-Encoding", "chunked"] if name == "unlimited payload" else ["Content-Length", str(len(body))]


def test_requests_meet_and_answers_keep_the_order(base: str, tmp_path: Path) -> None:
    """The later a request is sent, the earlier it is answered."""
    changes = {"job.MaxConcurrentTransforms": 3, "container.Environment": {"DELAY": "1"}}
    lines = b"1\n2\n3\n4\n5\n6\n7\n"
    run = rehearse(tmp_path, base, SINGLE | changes, data(lines), "--save-outputs", "saved")
    requests = [each for each in logged(run, "request") if each["method"] == "POST"]
    assert max(each["parallel"] for each in requests) == 3
    assert (tmp_path / "saved/data/output/batch/data.csv.out").read_bytes() == lines
    assert (tmp_path / "saved/data/input/batch/data.csv").read_bytes() == lines


def image_environment(name: str) -> dict[str, str]:
    command = ["docker", "image", "inspect", "--format", "{{json .Config.Env}}", name]
    return dict(entry.split("=", 1) for entry in json.loads(subprocess.check_output(command)))


ALL_SET = {
    "job.MaxConcurrentTransforms": 2,
    "job.MaxPayloadInMB": 5,
    "job.BatchStrategy": "SingleRecord",
    "job.Environment": {"MODE": "job"},
    "container.Environment": {"COLOR": "red", "MODE": "container"},
}
SET = {
    "SAGEMAKER_MAX_CONCURRENT_TRANSFORMS": "2",
    "SAGEMAKER_MAX_PAYLOAD_IN_MB": "5",
    "SAGEMAKER_BATCH_STRATEGY": "SINGLE_RECORD",
    "COLOR": "red",
    "MODE": "job",
}


@pytest.mark.parametrize(("changes", "variables"), [({}, {}), (ALL_SET, SET)], ids=["nothing set", "all set"])
def test_the_container_gets_what_sagemaker_gives_it(
    base: str, tmp_path: Path, changes: dict[str, Any], variables: dict[str, str]
) -> None:
    run = rehearse(tmp_path, base, changes, data(LINES))
    [seen] = logged(run, "surroundings")
    environment = seen.pop("environment")
    assert {"HOSTNAME", "HOME"} >= environment.keys() - {
        "SAGEMAKER_BATCH",
        *variables,
        *image_environment(RECORDER.name),
    }
    expected = image_environment(RECORDER.name) | {"SAGEMAKER_BATCH": "true"} | variables
    assert {name: value for name, value in environment.items() if name in expected} == expected
    mounts = seen.pop("mounts")
    assert [
        mount
        for mount in mounts
        if mount.endswith(".sock") or mount.startswith(("/var/run", "/home", "/root", "/github"))
    ] == []
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    assert int(seen.pop("memory")) <= min(8 << 30, memory)
    assert seen == {
        "arguments": ["python3", "/usr/local/bin/serve", "serve"],
        "interfaces": ["lo"],
        "cpus": seen["cpus"],
        "shared_memory": 64 << 20,
        "no_new_privileges": "1",
        "user": 0,
        "model": ["code", "code/inference.py", "model.json"],
        "read_only": ["/opt/ml/model"],
    }
    assert len(seen["cpus"]) == min(2, os.cpu_count() or 1)
    assert logged(run, "stopped") == [{}]
