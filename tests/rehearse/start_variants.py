"""Variants that are never ready, by their number in the table of broken variants."""

from __future__ import annotations

from tests.rehearse.observed import ANY, PYTHON, image, ping
from tests.rehearse.variant import ENDED, FORMAT_ERROR, INSTANCE_TYPE, MODEL, NO_FILE, NOT_ON_PATH, start

from sagemaker_marketplace.rehearse.observations import TIMED_OUT, End, ModelProblem, Program

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
    start(
        "32",
        "the program requires a GPU, and there is none, or it was built without CUDA",
        INSTANCE_TYPE,
        evidence="OSError: libcuda.so.1: cannot open shared object file: No such file or directory",
        end=ENDED,
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
]
