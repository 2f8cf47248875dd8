"""A rehearsal beside local mode of the SageMaker Python SDK, on the same image and data.

It needs a Python with `sagemaker<3` and `numpy<2`, named by the environment variable LOCAL_MODE_PYTHON, and
docker-compose on PATH.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Collection
from pathlib import Path

from benchmarks.pairs import in_turn
from benchmarks.processes import MeasurementFailed, run, seconds
from benchmarks.rehearsal import IMAGE, LINES, prepare, rehearse

PYTHON = os.environ.get("LOCAL_MODE_PYTHON", "")
_CODE = """
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


def measure(wanted: Collection[str], pairs: int, record: Callable[[str, float, float], None]) -> None:
    """Measure the row."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        prepare(folder)
        for figures in in_turn({"ours": lambda _: rehearse(folder), "peer": lambda _: _transform(folder)}, pairs):
            for row in wanted:
                record(row, figures["ours"], figures["peer"])


def _transform(folder: Path) -> float:
    """Run a transform job in local mode; return the seconds of the whole process."""
    shutil.rmtree(folder / "output", ignore_errors=True)
    variables = {"AWS_DEFAULT_REGION": "us-east-2", "AWS_ACCESS_KEY_ID": "UNUSED", "AWS_SECRET_ACCESS_KEY": "unused"}
    elapsed = seconds([PYTHON, "-c", _CODE, IMAGE, str(folder)], variables, folder)
    for container in run(["docker", "ps", "--all", "--quiet", "--filter", f"ancestor={IMAGE}"]).split():
        run(["docker", "rm", "--force", container])
    if len((folder / "output" / "data.csv.out").read_text("utf-8").splitlines()) != LINES:
        raise MeasurementFailed("local mode did not answer each line")
    return elapsed
