"""Each broken variant leads to its cause first, at its line: by observations, whatever else the log has."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from tests.rehearse.observed import (
    ANY,
    GIB,
    LOCAL,
    PYTHON,
    SPEC,
    document,
    exchange,
    failed,
    image,
    ping,
    ready,
)

from sagemaker_marketplace.manifest import paths
from sagemaker_marketplace.rehearse import contract, judge
from sagemaker_marketplace.rehearse.observations import (
    DROPPED,
    TIMED_OUT,
    End,
    InputProblem,
    Limits,
    ModelProblem,
    Observations,
    ParametersAnswer,
    Program,
)

IMAGE = ("spec.InferenceSpecification.Containers[0].Image", "rehearsal.image")
MODEL = ("spec.InferenceSpecification.Containers[0].ModelDataUrl", "rehearsal.model")
JOB = "spec.ValidationSpecification.ValidationProfiles[0].TransformJobDefinition"
INPUT = (f"{JOB}.TransformInput.DataSource.S3DataSource.S3Uri", "rehearsal.input")
PAYLOAD = (f"{JOB}.MaxPayloadInMB",) * 2
INSTANCE_TYPE = (f"{JOB}.TransformResources.InstanceType",) * 2
NOT_ON_PATH = (
    'OCI runtime create failed: container_linux.go:380: starting container process caused: exec: "serve": executable '
    "file not found in $PATH: unknown"
)
NO_FILE = "exec /usr/local/bin/serve: no such file or directory"
FORMAT_ERROR = "exec /usr/local/bin/serve: exec format error"
ENDED = End(1, "start", 0.3)
ABORTED = End(137, "abort", 1.0, was_killed=True)
REFUSED_PINGS = [ping(None, error="refused")]


@dataclass
class Variant:
    """What was observed, and the cause that must be first: its text, its paths without and with `rehearsal`."""

    number: str
    cause: str
    where: tuple[str, str]
    fields: dict[str, Any]
    is_ready: bool = False
    evidence: str = ""
    others: list[str] = field(default_factory=list)

    def observations(self, text: str) -> Observations:
        return (ready if self.is_ready else failed)(text, **self.fields)


def start(number: str, cause: str, where: tuple[str, str] = IMAGE, evidence: str = "", **fields: Any) -> Variant:
    """A variant that is never ready."""
    return Variant(number, cause, where, {"pings": REFUSED_PINGS, "end": ABORTED, **fields}, False, evidence)


def requests(number: str, cause: str, where: tuple[str, str] = IMAGE, evidence: str = "", **fields: Any) -> Variant:
    """A variant that is ready, and fails a request."""
    return Variant(number, cause, where, {"end": ABORTED, **fields}, True, evidence)


PING_TRACEBACK = ("Traceback (most recent call last):", "ValueError: could not convert string to float: 'health'")
VARIANTS = [
    start(
        "1",
        "the image has no ENTRYPOINT and no program serve on its PATH (/usr/local/bin:/usr/bin:/bin)",
        evidence=NOT_ON_PATH,
        start_error=NOT_ON_PATH,
        image=image(program=None),
        end=None,
    ),
    start(
        "2",
        "/usr/local/bin/serve is in the image but is not executable (mode 0644)",
        evidence="mode of /usr/local/bin/serve: 0644",
        start_error=NOT_ON_PATH,
        image=image(program=Program("/usr/local/bin/serve", 0o644, b"#!/usr/bin/env python3\n")),
        end=None,
    ),
    start(
        "3",
        "/usr/local/bin/serve has Windows line endings (CRLF), so its interpreter is not found",
        evidence="first line of /usr/local/bin/serve: #!/bin/sh\\r\\n",
        image=image(program=Program("/usr/local/bin/serve", 0o755, b"#!/bin/sh\r\n")),
        log_lines=(NO_FILE,),
        end=ENDED,
    ),
    start(
        "3b",
        "/usr/local/bin/serve has Windows line endings (CRLF), so its interpreter is not found",
        image=image(program=Program("/usr/local/bin/serve", 0o755, b"#!/usr/bin/env python3\r\n")),
        log_lines=("/usr/bin/env: 'python3\\r': No such file or directory",),
        end=End(127, "start", 0.2),
    ),
    start(
        "4",
        "/usr/local/bin/serve has no first line that names its interpreter (#!), so it can't be executed",
        evidence=f"first line of /usr/local/bin/serve: import server; {FORMAT_ERROR}",
        image=image(program=Program("/usr/local/bin/serve", 0o755, b"import server\n")),
        log_lines=(FORMAT_ERROR,),
        end=ENDED,
    ),
    start(
        "5",
        "/usr/local/bin/serve is built for aarch64; the validation runs on x86-64",
        evidence=f"processor of /usr/local/bin/serve: aarch64; {FORMAT_ERROR}",
        image=image(program=Program("/usr/local/bin/serve", 0o755, b"\x7fELF\x02\n", "aarch64")),
        log_lines=(FORMAT_ERROR,),
        end=ENDED,
    ),
    start(
        "5 as an image",
        "the image is built for linux/arm64; the validation runs on linux/amd64",
        evidence=f"platform of the image: linux/arm64; {FORMAT_ERROR}",
        image=image(
            program=Program("/usr/local/bin/serve", 0o755, b"\x7fELF\x02\n", "aarch64"), platform="linux/arm64"
        ),
        log_lines=(FORMAT_ERROR,),
        end=ENDED,
    ),
    start(
        "6",
        "the server listens on 127.0.0.1:8080 only, where requests of SageMaker don't arrive",
        evidence="listening: 127.0.0.1:8080",
        listening=[("127.0.0.1", 8080)],
        log_lines=("Running on http://127.0.0.1:8080",),
    ),
    start(
        "6 in IPv6",
        "the server listens on ::1:8080 only, where requests of SageMaker don't arrive",
        listening=[("::1", 8080)],
    ),
    start(
        "7",
        "the server listens on port 5000, not on 8080",
        evidence="listening: 127.0.0.1:6000, 0.0.0.0:5000",
        listening=[("127.0.0.1", 6000), (ANY, 5000)],
        log_lines=("WARNING: No module named 'optional'",),
    ),
    start(
        "8",
        "GET /ping returned 404: the container's server has no such route",
        evidence="GET /ping: 404, Not Found",
        listening=[(ANY, 8080)],
        pings=[ping(None, error="refused"), ping(404, body=b"Not Found\n")],
        log_lines=("ImportError: optional",),
    ),
    start(
        "9",
        "GET /ping returned 500: the health check fails",
        evidence="GET /ping: 500",
        listening=[(ANY, 8080)],
        pings=[ping(500)],
        log_lines=PING_TRACEBACK,
    ),
    start(
        "10",
        "GET /ping takes longer than 2 seconds, the limit for each attempt",
        evidence="GET /ping had no answer after 2.0 s",
        listening=[(ANY, 8080)],
        pings=[ping(None, error="refused"), ping(None, 2.0, error=TIMED_OUT)],
        log_lines=("KeyError: 'a'",),
    ),
    start(
        "12",
        "the program ended with exit code 0: the server must stay in the foreground",
        evidence="exit code 0 after 0.3 s",
        end=End(0, "start", 0.3),
        listening=[(ANY, 8080)],
    ),
    start(
        "13",
        "the program opens /opt/ml/model/churn.json, which is not in the model; it has model.pkl, code/inference.py",
        MODEL,
        evidence="FileNotFoundError: [Errno 2] No such file or directory: '/opt/ml/model/churn.json'",
        end=ENDED,
        log_lines=(
            "Traceback (most recent call last):",
            "FileNotFoundError: [Errno 2] No such file or directory: '/opt/ml/model/churn.json'",
        ),
    ),
    start(
        "14",
        "everything in the model archive is in a folder, churn, but the program opens /opt/ml/model/model.json",
        MODEL,
        evidence="FileNotFoundError: [Errno 2] No such file or directory: '/opt/ml/model/model.json'; "
        "the model has churn/model.json",
        end=ENDED,
        model_entries=("churn", "churn/model.json", "churn/labels.txt"),
        log_lines=("FileNotFoundError: [Errno 2] No such file or directory: '/opt/ml/model/model.json'",),
    ),
    start(
        "15",
        "the program writes to a read-only path; /opt/ml/model is read-only during inference",
        evidence="OSError: [Errno 30] Read-only file system: '/opt/ml/model/cache.json'",
        end=ENDED,
        log_lines=("OSError: [Errno 30] Read-only file system: '/opt/ml/model/cache.json'",),
    ),
    start(
        "16",
        "the container requires network access (huggingface.co); AWS Marketplace products run without a network",
        end=ENDED,
        host_names=["huggingface.co", "huggingface.co"],
        evidence="urllib.error.URLError: <urlopen error [Errno -3] Temporary failure in name resolution>",
        log_lines=(
            "socket.gaierror: [Errno -3] Temporary failure in name resolution",
            "urllib.error.URLError: <urlopen error [Errno -3] Temporary failure in name resolution>",
        ),
    ),
    start(
        "16, which hangs and logs nothing",
        "the container requires network access (to an address); AWS Marketplace products run without a network",
        evidence="2 packets that had no route",
        network_attempts=2,
    ),
    start(
        "18",
        "the user 65534, whom USER in the image names, lacks permission for /usr/local/bin/serve",
        evidence="python3: can't open file '/usr/local/bin/serve': [Errno 13] Permission denied",
        image=image("python3", "/usr/local/bin/serve", program=PYTHON, user="65534"),
        end=End(2, "start", 0.2),
        log_lines=("python3: can't open file '/usr/local/bin/serve': [Errno 13] Permission denied",),
    ),
    requests(
        "21",
        "the container does not accept the content type of the test data, text/csv (415)",
        (f"{JOB}.TransformInput.ContentType",) * 2,
        evidence="POST /invocations, request 1 of rows.csv (300 bytes): 415, Unsupported Media Type",
        exchanges=[exchange(415, head=b"Unsupported Media Type\n")],
        log_lines=("KeyError: 'optional'",),
    ),
    requests(
        "22",
        "a request of 6 MiB exceeds the limit of the container's web server (413)",
        PAYLOAD,
        evidence="POST /invocations, request 2 of rows.csv (6 MiB): 413",
        exchanges=[exchange(), exchange(413, 1, request_bytes=6 * 1024**2)],
        log_lines=('"POST /invocations HTTP/1.1" 415 0',),
    ),
    requests(
        "23",
        "out of memory at 8 GiB: the container's program was killed",
        INSTANCE_TYPE,
        evidence="the kernel killed a process for memory, the container's first one",
        exchanges=[exchange(None, error=DROPPED)],
        end=End(137, "requests", 4.0, out_of_memory=True),
        out_of_memory_events=1,
    ),
    requests(
        "23, a worker",
        "out of memory at 8 GiB: a process of the container was killed",
        INSTANCE_TYPE,
        evidence="the kernel killed a process for memory",
        exchanges=[exchange(None, error=DROPPED)],
        out_of_memory_events=2,
        log_lines=("[ERROR] Worker (pid:12) was sent SIGKILL! Perhaps out of memory?",),
    ),
    requests(
        "23, on a small machine",
        "out of memory at 4 GiB, which is all that this machine has; ml.m5.large has 8 GiB",
        INSTANCE_TYPE,
        exchanges=[exchange(None, error=DROPPED)],
        limits=Limits(2, 4 * GIB, 2, 8 * GIB),
        out_of_memory_events=1,
    ),
    requests(
        "24",
        "a worker of the server did not respond within the server's time limit and was killed, after 2 s",
        PAYLOAD,
        evidence="[2026-11-28 10:00:00 +0000] [1] [CRITICAL] WORKER TIMEOUT (pid:9)",
        exchanges=[exchange(None, error=DROPPED, seconds=2.2)],
        log_lines=("[2026-11-28 10:00:00 +0000] [1] [CRITICAL] WORKER TIMEOUT (pid:9)", "SystemExit: 1"),
    ),
    requests(
        "25",
        "the program ended while it handled a request, with exit code 3",
        evidence="exit code 3 after 2.0 s",
        exchanges=[exchange(None, error=DROPPED)],
        end=End(3, "requests", 2.0),
    ),
    requests(
        "30",
        "MaxConcurrentTransforms × MaxPayloadInMB must not exceed 100 MB: 64 × 6 is 384 MB",
        PAYLOAD,
        evidence="MaxConcurrentTransforms=64, MaxPayloadInMB=6, BatchStrategy=MULTI_RECORD",
        parameters=ParametersAnswer(200, "application/json", b'{"MaxConcurrentTransforms": 64}'),
        end=End(0, "stop", 0.1),
    ),
    requests(
        "31",
        "GET /ping returned 200, but the container answered the first request with 503: it is not ready yet",
        evidence="POST /invocations, request 1 of rows.csv (300 bytes): 503, the model is not loaded yet",
        exchanges=[exchange(503, head=b"the model is not loaded yet\n")],
    ),
    start(
        "32",
        "the program requires a GPU, and there is none, or it was built without CUDA",
        INSTANCE_TYPE,
        evidence="OSError: libcuda.so.1: cannot open shared object file: No such file or directory",
        end=ENDED,
        log_lines=("OSError: libcuda.so.1: cannot open shared object file: No such file or directory",),
    ),
    start(
        "32, on a GPU type",
        "the program requires a GPU: ml.g4dn.xlarge has one, but a rehearsal does not",
        INSTANCE_TYPE,
        end=ENDED,
        job={"instance_type": "ml.g4dn.xlarge"},
        log_lines=("OSError: libcuda.so.1: cannot open shared object file: No such file or directory",),
    ),
    start(
        "33",
        "the program accessed memory that does not exist (SIGBUS, exit code 135), usually because shared memory "
        "(/dev/shm) is full: it has 64 MB",
        evidence="exit code 135 after 0.5 s",
        end=End(135, "start", 0.5),
    ),
    start(
        "33b",
        "no space left on a device, probably shared memory (/dev/shm), which has 64 MB",
        evidence="OSError: [Errno 28] No space left on device",
        end=ENDED,
        log_lines=("OSError: [Errno 28] No space left on device",),
    ),
    start(
        "34",
        "SageMaker can't extract the model: weights.bin is a symbolic link",
        MODEL,
        evidence="weights.bin is a symbolic link",
        start_seconds=None,
        pings=[],
        end=None,
        model_problems=(
            ModelProblem("wrapped", "churn", "all files are in a folder", "pack them"),
            ModelProblem("symbolic-link", "weights.bin", "weights.bin is a symbolic link", "pack it", fails=True),
        ),
    ),
    start(
        "35",
        "supervisord in ENTRYPOINT refuses the argument serve, which SageMaker adds",
        evidence="ENTRYPOINT is [supervisord]",
        image=image("supervisord", program=PYTHON),
        end=End(2, "start", 0.4),
        log_lines=("Error: positional arguments are not supported: ['serve']", "For help, use /usr/bin/supervisord -h"),
    ),
    start(
        "36",
        "uvicorn in ENTRYPOINT refuses the argument serve, which SageMaker adds",
        image=image("uvicorn", "app:app", program=PYTHON),
        end=End(2, "start", 0.4),
        log_lines=("Usage: uvicorn [OPTIONS] APP", "Error: Got unexpected extra argument (serve)"),
    ),
    start(
        "37",
        "python in ENTRYPOINT has no script and interprets the argument serve, which SageMaker adds, as one",
        evidence="ENTRYPOINT is [python3]; python3: can't open file '//serve': [Errno 2] No such file or directory",
        image=image("python3", program=PYTHON),
        end=End(2, "start", 0.1),
        log_lines=("python3: can't open file '//serve': [Errno 2] No such file or directory",),
    ),
    start(
        "38",
        "gunicorn in ENTRYPOINT has no application and interprets the argument serve, which SageMaker adds, as one",
        evidence="ENTRYPOINT is [gunicorn]; ModuleNotFoundError: No module named 'serve'",
        image=image("gunicorn", program=PYTHON),
        end=End(3, "start", 0.6),
        log_lines=(
            "[ERROR] Exception in worker process",
            "ModuleNotFoundError: No module named 'serve'",
            "[ERROR] Worker (pid:7) exited with code 3",
            "gunicorn.errors.HaltServer: <HaltServer 'Worker failed to boot.' 3>",
        ),
    ),
    requests(
        "an input that can't be split",
        "rows.rec: record 2 is damaged",
        INPUT,
        evidence="rows.rec: record 2 is damaged",
        exchanges=[],
        input_problems=[InputProblem("rows.rec", "record 2 is damaged", "write it again")],
        end=End(0, "abort", 0.1),
    ),
]


def first_cause(observations: Observations, text: str) -> tuple[str, str, str]:
    """The first cause of a failed rehearsal, its path, and its evidence."""
    found = judge.verdict(document(text), observations, contract.service_words(observations))
    assert found.diagnosis
    cause = found.diagnosis.causes[0]
    assert cause.location == document(text).location(cause.path)
    return cause.cause, paths.text(cause.path), cause.evidence.removeprefix("rehearsal of small: ")


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: str(variant.number))
def test_the_cause_of_a_variant(variant: Variant) -> None:
    found = [first_cause(variant.observations(text), text) for text in (SPEC, LOCAL)]
    assert [each[:2] for each in found] == [(variant.cause, where) for where in variant.where]
    assert not variant.evidence or {each[2] for each in found} == {variant.evidence}
