"""A rehearsal, as a whole process, beside the container alone: start, ping, one request, SIGTERM.

Both send the same 1,000 lines to the container of examples/churn-scorer; the rehearsal also in small batches.
"""

from __future__ import annotations

import shutil
import tarfile
import tempfile
from collections.abc import Callable, Collection
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from time import perf_counter, sleep

from scripts import base_image

from benchmarks.pairs import in_turn
from benchmarks.processes import PROGRAM, ROOT, MeasurementFailed, run, seconds

IMAGE = "sagemaker-marketplace-benchmark:rehearsal"
LINES = 1000
_EXAMPLE = ROOT / "examples" / "churn-scorer"
# The budget is that of a transform job; an endpoint is another start of the container.
_BLOCK = f"""rehearsal:
  image: {IMAGE}
  model: model/
  input: input/
  expect: {{status: 200, records: {LINES}}}
  real-time: false
"""


def measure(wanted: Collection[str], pairs: int, record: Callable[[str, float, float], None]) -> None:
    """Measure the row."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        prepare(folder)
        for figures in in_turn({"ours": lambda _: rehearse(folder), "peer": lambda _: _drive(folder)}, pairs):
            for row in wanted:
                record(row, figures["ours"], figures["peer"])


def prepare(folder: Path) -> None:
    """Write manifest, model and input, and build the image."""
    manifest = (_EXAMPLE / "sagemaker-marketplace.yaml").read_text("utf-8")
    (folder / "sagemaker-marketplace.yaml").write_text(manifest.partition("rehearsal:\n")[0] + _BLOCK, "utf-8")
    shutil.copytree(_EXAMPLE / "model", folder / "model")
    with tarfile.open(folder / "model.tar.gz", "w:gz") as archive:
        archive.add(folder / "model", ".")
    (folder / "input").mkdir()
    rows = (f"{1 + number % 70},{20 + number % 90}.5,{number % 6},{number % 91}\n" for number in range(LINES))
    (folder / "input" / "data.csv").write_text("".join(rows), "utf-8")
    run(["docker", "build", "--quiet", "--tag", IMAGE, str(_EXAMPLE)])


def rehearse(folder: Path) -> float:
    """Rehearse the manifest; return the seconds of the whole process."""
    variables = {"AWS_DEFAULT_REGION": "us-east-2"}
    return seconds([PROGRAM, "rehearse", "--driver-image", base_image.available()], variables, folder)


def _drive(folder: Path) -> float:
    """Start the container, wait for a ping, send the lines in one request, and stop it; return the seconds."""
    started = perf_counter()
    options = ["--detach", "--publish", "127.0.0.1::8080", "--volume", f"{folder / 'model'}:/opt/ml/model:ro"]
    container = run(["docker", "run", *options, IMAGE, "serve"])
    try:
        host, _, port = run(["docker", "port", container, "8080"]).rpartition(":")
        while _status(host, int(port), "GET", "/ping") != 200:
            sleep(0.01)
        body = (folder / "input" / "data.csv").read_bytes()
        if _status(host, int(port), "POST", "/invocations", body) != 200:
            raise MeasurementFailed("the container did not answer with 200")
        run(["docker", "stop", container])
        return perf_counter() - started
    finally:
        run(["docker", "rm", "--force", container])


def _status(host: str, port: int, method: str, path: str, body: bytes | None = None) -> int:
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
