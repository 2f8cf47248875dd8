"""Compares a rehearsal, as a complete process, with the container alone: start, ping, one request, SIGTERM.

Both send the same 1,000 lines to the container of examples/churn-scorer; the rehearsal also in small batches. Run by
`make bench` if a container engine runs. With the path of a Python that has sagemaker (version 2) and docker-compose on
PATH, also SageMaker's local mode: `benchmarks/rehearse.py VENV/bin/python`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from functools import partial
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from statistics import median
from time import monotonic, sleep

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
EXAMPLE = ROOT / "examples" / "churn-scorer"
IMAGE = "sagemaker-marketplace-benchmark:rehearse"
TIMES, LINES = 5, 1000
BLOCK = f"rehearsal:\n  image: {IMAGE}\n  model: model/\n  input: input/\n  expect: {{status: 200, records: {LINES}}}\n"
LOCAL_MODE = """
import sys
from sagemaker.local import LocalSession
from sagemaker.model import Model
image, folder = sys.argv[1:]
session = LocalSession()
session.config = {"local": {"local_code": True, "serving_port": 18080}}
model = Model(image, f"file://{folder}/model.tar.gz", "arn:aws:iam::123456789012:role/r", sagemaker_session=session)
output = f"file://{folder}/output"
transformer = model.transformer(1, "local", "MultiRecord", "Line", output, accept="text/csv", max_payload=6)
transformer.transform(f"file://{folder}/input", content_type="text/csv", split_type="Line", wait=False, logs=False)
"""


def prepare(folder: Path) -> None:
    """Write manifest, model and input, and build the image."""
    manifest = (EXAMPLE / "sagemaker-marketplace.yaml").read_text()
    (folder / "sagemaker-marketplace.yaml").write_text(manifest.partition("rehearsal:\n")[0] + BLOCK)
    shutil.copytree(EXAMPLE / "model", folder / "model")
    with tarfile.open(folder / "model.tar.gz", "w:gz") as archive:
        archive.add(folder / "model", ".")
    (folder / "input").mkdir()
    (folder / "input" / "data.csv").write_text("".join(rows()))
    run("docker", "build", "--quiet", "--tag", IMAGE, str(EXAMPLE))


def rows() -> list[str]:
    """Return a table of customers."""
    return [f"{1 + number % 70},{20 + number % 90}.5,{number % 6},{number % 91}\n" for number in range(LINES)]


def drive(folder: Path) -> float:
    """Start the container, wait for a ping, send the lines in one request, and stop it; return the seconds."""
    begun = monotonic()
    options = ["--detach", "--publish", "127.0.0.1::8080", "--volume", f"{folder / 'model'}:/opt/ml/model:ro"]
    container = run("docker", "run", *options, IMAGE, "serve")
    try:
        host, _, port = run("docker", "port", container, "8080").rpartition(":")
        while status(host, int(port), "GET", "/ping") != 200:
            sleep(0.01)
        body = (folder / "input" / "data.csv").read_bytes()
        if status(host, int(port), "POST", "/invocations", body) != 200:
            sys.exit("the container did not answer with 200")
        run("docker", "stop", container)
        return monotonic() - begun
    finally:
        run("docker", "rm", "--force", container)


def status(host: str, port: int, method: str, path: str, body: bytes | None = None) -> int:
    """Send a request and read its answer; return its status, 0 without an answer."""
    connection = HTTPConnection(host, port, timeout=60)
    try:
        connection.request(method, path, body, {"Content-Type": "text/csv", "Accept": "text/csv"})
        answer = connection.getresponse()
        answer.read()
    except (OSError, HTTPException):
        return 0
    finally:
        connection.close()
    return answer.status


def rehearse(folder: Path, base: str) -> float:
    """Rehearse the manifest; return the seconds of the whole process."""
    begun = monotonic()
    run(str(BIN / "sagemaker-marketplace"), "rehearse", "--driver-image", base, folder=folder)
    return monotonic() - begun


def local_mode(folder: Path, python: str) -> float:
    """Run SageMaker's local mode on the same image and data; return the seconds of the whole process."""
    shutil.rmtree(folder / "output", ignore_errors=True)
    begun = monotonic()
    run(python, "-c", LOCAL_MODE, IMAGE, str(folder), folder=folder)
    seconds = monotonic() - begun
    for container in run("docker", "ps", "--all", "--quiet", "--filter", f"ancestor={IMAGE}").split():
        run("docker", "rm", "--force", container)
    if len((folder / "output" / "data.csv.out").read_text().splitlines()) != LINES:
        sys.exit("local mode did not answer each line")
    return seconds


def run(*command: str, folder: Path = ROOT) -> str:
    """Run a command and return what it prints; exit with its errors if it fails."""
    variables = {"AWS_DEFAULT_REGION": "us-east-2", "AWS_ACCESS_KEY_ID": "UNUSED", "AWS_SECRET_ACCESS_KEY": "unused"}
    done = subprocess.run(command, cwd=folder, env={**os.environ, **variables}, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(command)}:\n{done.stdout}{done.stderr}")
    return done.stdout.strip()


def main() -> None:
    """Print the medians, their difference, and the ratio to local mode."""
    base = next(line.split()[1] for line in (EXAMPLE / "Dockerfile").read_text().splitlines() if line[:4] == "FROM")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        prepare(folder)
        # In turns, so that other work of the machine affects all alike.
        measures = [partial(rehearse, folder, base), partial(drive, folder)]
        measures += [partial(local_mode, folder, python) for python in sys.argv[1:]]
        rounds = [[measure() for measure in measures] for _ in range(TIMES)]
        ours, alone, *others = map(median, zip(*rounds, strict=True))
    print(f"rehearsal of {LINES:,} lines: {ours:.2f} s")
    print(f"the container alone, started, pinged, sent one request and stopped: {alone:.2f} s")
    print(f"difference: {ours - alone:.2f} s (at most 2)")
    for other in others:
        print(f"SageMaker's local mode: {other:.2f} s; ratio: {ours / other:.2f} (at most 0.5)")


if __name__ == "__main__":
    main()
