"""Training jobs in real containers: what the program finds, and how it ends."""

from __future__ import annotations

import json
import tarfile
from pathlib import Path

import pytest
from tests.container.rehearse.trainings import train
from tests.rehearse.training_jobs import channel, job

pytestmark = [pytest.mark.container, pytest.mark.usefixtures("programs_image")]

# Prints what is below /opt/ml and in the environment, and tries to write.
PRINTS = """
import json, os, socket
found = {}
for folder, _, names in sorted(os.walk("/opt/ml")):
    found[folder] = {name: open(os.path.join(folder, name)).read() for name in sorted(names)}
writable = []
for folder in found:
    try:
        open(folder + "/new", "w").close()
        os.remove(folder + "/new")
        writable.append(folder)
    except OSError:
        pass
prefixes = ("TRAINING", "SM_", "SAGEMAKER", "AWS")
variables = {name: value for name, value in os.environ.items() if name.startswith(prefixes)}
host = [socket.gethostname(), socket.gethostbyname("algo-1"), socket.gethostbyname(socket.gethostname())]
print(json.dumps({"found": found, "writable": writable, "environment": variables, "host": host}))
os.symlink("missing", "/opt/ml/model/link")
os.mkdir("/opt/ml/model/trees")
open("/opt/ml/model/trees/1.txt", "w").write("tree")
open("/opt/ml/model/factor", "w").write("2")
"""


def test_the_program_finds_what_sagemaker_provides(base: str, tmp_path: Path) -> None:
    channels = (channel(), channel("validation", input_mode="FastFile", content_type="", distribution="ShardedByS3Key"))
    files = {"training": {"a.csv": b"1,2\n", "2026/b.csv": b"3,4\n"}, "validation": {"c.csv": b"5,6\n"}}
    seen = train(base, tmp_path, PRINTS, job(*channels), files)
    printed = json.loads(seen.log[0])
    config = printed["found"]["/opt/ml/input/config"]
    assert printed["found"] == {
        "/opt/ml": {},
        "/opt/ml/code": {"train.py": ""},
        "/opt/ml/input": {},
        "/opt/ml/input/config": config,
        "/opt/ml/input/data": {},
        "/opt/ml/input/data/training": {"a.csv": "1,2\n"},
        "/opt/ml/input/data/training/2026": {"b.csv": "3,4\n"},
        "/opt/ml/input/data/validation": {"c.csv": "5,6\n"},
        "/opt/ml/model": {},
        "/opt/ml/output": {},
        "/opt/ml/output/data": {},
    }
    assert {name: json.loads(content) for name, content in config.items()} == {
        "hyperparameters.json": {"rounds": "10", "loss": "l2"},
        "inputdataconfig.json": {
            "training": {
                "ContentType": "text/csv",
                "TrainingInputMode": "File",
                "S3DistributionType": "FullyReplicated",
                "RecordWrapperType": "None",
            },
            "validation": {
                "TrainingInputMode": "File",
                "S3DistributionType": "ShardedByS3Key",
                "RecordWrapperType": "None",
            },
        },
        "resourceconfig.json": {
            "current_host": "algo-1",
            "current_instance_type": "ml.m5.large",
            "current_group_name": "homogeneousCluster",
            "hosts": ["algo-1"],
            "instance_groups": [
                {"instance_group_name": "homogeneousCluster", "instance_type": "ml.m5.large", "hosts": ["algo-1"]}
            ],
            "network_interface_name": "eth0",
            "topology": None,
        },
    }
    assert printed["writable"] == [path for path in printed["found"] if path != "/opt/ml/input/data/validation"]
    name = "rehearsal-Validation-1"
    arn = f"arn:aws:sagemaker:us-east-2:123456789012:training-job/{name}"
    assert printed["environment"] == {"TRAINING_JOB_NAME": name, "TRAINING_JOB_ARN": arn}
    assert printed["host"] == ["algo-1", "127.0.0.1", "127.0.0.1"]

    found = seen.observations
    assert seen.statuses == ["Starting", "Downloading", "Training", "Uploading"]
    assert found.has_succeeded
    assert found.end
    assert (found.end.exit_code, found.end.during, found.end.was_killed) == (0, "training", False)
    assert found.files == (
        "/opt/ml/input/config/hyperparameters.json",
        "/opt/ml/input/config/inputdataconfig.json",
        "/opt/ml/input/config/resourceconfig.json",
        "/opt/ml/input/data/training/2026/b.csv",
        "/opt/ml/input/data/training/a.csv",
        "/opt/ml/input/data/validation/c.csv",
    )
    assert found.hidden_files == ("/opt/ml/train.py",)
    assert (found.failure, found.start_error, found.host_names, found.network_attempts) == (None, "", [], 0)
    assert (found.is_out_of_time, found.waited_for_pipes, found.pipes) == (False, False, [])
    assert found.log_lines == tuple(seen.log)
    assert found.model_files
    assert sorted(found.model_files) == ["factor", "link", "trees/1.txt"]
    with tarfile.open(seen.model) as archive:
        entries = {entry.name: (entry.type, entry.linkname) for entry in archive}
        content = archive.extractfile("trees/1.txt")
        assert content
        assert content.read() == b"tree"
    assert entries == {
        "factor": (tarfile.REGTYPE, ""),
        "link": (tarfile.SYMTYPE, "missing"),
        "trees": (tarfile.DIRTYPE, ""),
        "trees/1.txt": (tarfile.REGTYPE, ""),
    }
    assert found.model_bytes == seen.model.stat().st_size


FAILS = """
import os, sys
os.makedirs("/opt/ml/output", exist_ok=True)
open("/opt/ml/output/failure", "w").write("é" * 2000)
open("/opt/ml/model/a", "w").close()
print("before the end")
"""


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        ("sys.exit(0)", (0, "é" * 1024, ("a",))),
        ("sys.exit(3)", (3, "é" * 1024, None)),
        ("os.remove('/opt/ml/output/failure'); os._exit(132)", (132, None, None)),
        ("os.remove('/opt/ml/output/failure'); os.mkdir('/opt/ml/output/failure')", (0, None, ("a",))),
        ("import shutil; shutil.rmtree('/opt/ml/output'); shutil.rmtree('/opt/ml/model')", (0, None, ())),
        ("os.remove('/opt/ml/model/a'); os.mkdir('/opt/ml/model/b')", (0, "é" * 1024, ())),
    ],
)
def test_the_end_of_a_program(
    base: str, tmp_path: Path, end: str, expected: tuple[int, str | None, tuple[str, ...] | None]
) -> None:
    seen = train(base, tmp_path, FAILS + end, job(), {"training": {"a": b"x"}})
    found = seen.observations
    assert found.end
    assert (found.end.exit_code, found.failure, found.model_files) == expected
    assert (found.end.during, found.has_succeeded) == ("training", expected[0] == 0)
    assert seen.model.exists() == bool(expected[2])
    assert (seen.log, found.log_lines) == (["before the end"], ("before the end",))


def test_a_program_that_does_not_end(base: str, tmp_path: Path) -> None:
    code = """
import os, signal, threading, time
def stop(*_):
    print("stopped", flush=True)
    os._exit(0)
signal.signal(signal.SIGTERM, stop)
while True:
    time.sleep(0.01)
"""
    seen = train(base, tmp_path, code, job(max_runtime_seconds=1), {"training": {"a": b"x"}})
    found = seen.observations
    assert found.end
    assert (found.end.exit_code, found.end.during, found.end.was_killed) == (0, "stop", False)
    assert (found.is_out_of_time, found.has_succeeded, found.model_files) == (True, False, None)
    assert found.seconds
    assert (seen.log, seen.statuses) == (
        ["stopped"],
        ["Starting", "Downloading", "Training", "Stopping", "Uploading"],
    )


def test_a_program_that_is_not_there(base: str, tmp_path: Path) -> None:
    seen = train(base, tmp_path, "", job(), {"training": {"a": b"x"}}, image=base)
    assert "train" in seen.observations.start_error
    assert (seen.observations.end, seen.observations.image.program) == (None, None)
