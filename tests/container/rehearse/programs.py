"""An image whose program is Python code in the job's environment, and the rehearsal of a job with it."""

from __future__ import annotations

import shutil
import subprocess
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.generators import events_of
from tests.rehearse import jobs

from sagemaker_marketplace.context import Clock
from sagemaker_marketplace.rehearse.engine.engine import Engine, open_engine
from sagemaker_marketplace.rehearse.engine.group import Group
from sagemaker_marketplace.rehearse.inference import driver_client, inference, programs
from sagemaker_marketplace.rehearse.inference.answers import AnswerFiles
from sagemaker_marketplace.rehearse.observations import Limits, Observations
from sagemaker_marketplace.rehearse.sources.inputs import InputObject
from sagemaker_marketplace.report import events
from sagemaker_marketplace.watch.logbook import Logbook

IMAGE = "sagemaker-marketplace-programs:test"
SERVE = "#!/usr/bin/env python3\nimport os\nexec(os.environ['PROGRAM'])\n"
LIMITS = Limits(1, 256 << 20)
# A server whose answer to a request's body is a function; a test replaces parts of it.
SERVER = textwrap.dedent("""
    import http.server, os, signal, sys, threading, time
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        def answer(self, status, body=b"", type="text/csv"):
            self.send_response(status)
            self.send_header("Content-Type", type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        def ping(self):
            self.answer(200)
        def invoke(self, body):
            self.answer(200, b"".join(b"%d\\n" % len(line) for line in body.splitlines()))
        def do_GET(self):
            self.ping() if self.path == "/ping" else self.answer(404)
        def do_POST(self):
            self.invoke(self.rfile.read(int(self.headers["Content-Length"])))
        def log_message(self, *arguments):
            pass
    def serve(handler=Handler, address="0.0.0.0", port=8080):
        signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
        http.server.ThreadingHTTPServer((address, port), handler).serve_forever()
""")


def program(code: str) -> dict[str, str]:
    """Return the environment of a program: the server above, and then the code."""
    return {"PROGRAM": SERVER + textwrap.dedent(code)}


def build(base: str, folder: Path) -> str:
    """Build the image and return its name."""
    (folder / "serve").write_text(SERVE)
    (folder / "serve").chmod(0o755)
    (folder / "Dockerfile").write_text(
        f"FROM {base}\nENV PYTHONUNBUFFERED=1\nCOPY serve /usr/local/bin/\n"
        "RUN cp /usr/local/bin/serve /usr/local/bin/train"
        " && mkdir -p /opt/ml/code && touch /opt/ml/code/train.py /opt/ml/train.py\n"
    )
    docker = shutil.which("docker") or "docker"
    subprocess.run([docker, "build", "--quiet", "--tag", IMAGE, str(folder)], check=True, capture_output=True)
    return IMAGE


@dataclass(frozen=True)
class Shown:
    """What a rehearsal yielded."""

    events: list[events.Event]

    @property
    def statuses(self) -> list[str]:
        return [event.status for event in self.events if isinstance(event, events.StatusChanged)]

    @property
    def log(self) -> list[str]:
        return [event.text for event in self.events if isinstance(event, events.LogLine)]


@dataclass(frozen=True)
class Rehearsed(Shown):
    """What a rehearsal yielded and returned, and the output of each object."""

    observations: Observations
    outputs: dict[str, list[bytes]]


@contextmanager
def group(base: str) -> Iterator[tuple[Engine, Group]]:
    engine = open_engine({})
    with engine.group(base, driver_client.program()) as containers:
        yield engine, containers


def rehearse(
    base: str, code: str, files: dict[str, Path], patience: float = 60.0, limits: Limits = LIMITS, **changes: Any
) -> Rehearsed:
    """Rehearse a job whose container runs the code, with files as its input."""
    with group(base) as (engine, containers):
        image = engine.find_image(IMAGE)
        assert image
        objects = [InputObject(name, path) for name, path in files.items()]
        job = jobs.job(environment=program(code), **changes)
        setup = inference.Setup(
            "m.yaml",
            job,
            programs.look_up(containers, image),
            objects,
            limits,
            patience,
            Logbook(Observations.TYPE, 100),
        )
        seen, (observations, answers) = events_of(inference.run(containers, setup, Clock()))
        with answers:
            return Rehearsed(seen, observations, outputs(answers))


def outputs(answers: AnswerFiles) -> dict[str, list[bytes]]:
    return {name: list(answers.bodies(name)) for name in answers.objects}
