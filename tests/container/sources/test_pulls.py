"""Pulls from registries on this machine, with the login that an account in the sandbox gives."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from tests.container.sources.job import POLICY, connected, failure, sources

from sagemaker_marketplace.manifest import fields
from sagemaker_marketplace.manifest.rehearsal import IMAGE
from sagemaker_marketplace.rehearse.engine.engine import Engine
from sagemaker_marketplace.rehearse.sources import images
from sagemaker_marketplace.report.events import Note
from sagemaker_marketplace.sandbox import registry

# The password of the sandbox's logins.
HTPASSWD = "AWS:$2b$04$tE9EGeBkBsJITmnUoFO6xuwkW54bOZJK81F5xbJe2ZXFI.iZ/DGra\n"
DENIED = (
    "User: arn:aws:iam::123456789012:user/ci is not authorized to perform: ecr:BatchGetImage on resource: "
    "arn:aws:ecr:us-east-1:123456789012:repository/iris because no identity-based policy allows the "
    "ecr:BatchGetImage action"
)

pytestmark = pytest.mark.container


@contextmanager
def registry_with(image: str, folder: Path) -> Iterator[str]:
    """A registry that has an image under the name iris:1.0, for those who have the login; its address."""
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        address = f"127.0.0.1:{free.getsockname()[1]}"
    (folder / "htpasswd").write_text(HTPASSWD)
    settings = {
        "version": 0.1,
        "storage": {"filesystem": {"rootdirectory": str(folder / "data")}},
        "http": {"addr": address},
        "auth": {"htpasswd": {"realm": "ecr", "path": str(folder / "htpasswd")}},
    }
    (folder / "config.json").write_text(json.dumps(settings))
    command = ["docker-registry", "serve", str(folder / "config.json")]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            _wait_for(address)
            login = {"DOCKER_CONFIG": str(folder / "docker")}
            password = ["--username", "AWS", "--password-stdin", address]
            for words in (["login", *password], ["tag", image, f"{address}/iris:1.0"], ["push", f"{address}/iris:1.0"]):
                done = subprocess.run(
                    ["docker", *words],
                    input=registry.PASSWORD,
                    env={**os.environ, **login},
                    capture_output=True,
                    text=True,
                )
                assert done.returncode == 0, done.stderr
            subprocess.run(["docker", "rmi", f"{address}/iris:1.0"], check=True, capture_output=True)
            yield address
        finally:
            process.kill()


def _wait_for(address: str) -> None:
    host, _, port = address.partition(":")
    for _ in range(6_000):
        try:
            socket.create_connection((host, int(port))).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError(address)


@pytest.mark.skipif(not shutil.which("docker-registry"), reason="needs Debian's package docker-registry")
def test_an_image_is_pulled_with_the_login(
    engine: Engine, environment: pytest.MonkeyPatch, tmp_path: Path, small_image: str
) -> None:
    with connected(environment), registry_with(small_image, tmp_path) as address:
        job = sources()
        [image] = fields.images(job.document)
        name = f"{address}/iris:1.0"
        assert engine.find_image(name) is None
        pulled = images.pull(engine, image._replace(uri=name), name, IMAGE, job.remote)
        notes = [event.text for event in pulled if isinstance(event, Note)]
        found = engine.find_image(name)
        assert found is not None
        subprocess.run(["docker", "rmi", name], check=True, capture_output=True)
    assert notes == [f"pulling {name} (129.7 MiB compressed)"]
    assert found.labels == {"small": "yes"}


class _Refusing(BaseHTTPRequestHandler):
    """A registry that accepts the login and refuses to send an image, as ECR does without permission."""

    def do_GET(self) -> None:
        """Answer a request."""
        is_image = self.path != "/v2/"
        body = json.dumps({"errors": [{"code": "DENIED", "message": DENIED}]} if is_image else {}).encode()
        self.send_response(403 if is_image else 200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_HEAD(self) -> None:
        """Answer a request for a head, with a body that the client ignores."""
        self.do_GET()

    def log_message(self, *_: Any) -> None:
        """Print nothing."""


def test_a_pull_that_ecr_refuses(engine: Engine, environment: pytest.MonkeyPatch) -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Refusing)
    Thread(target=server.serve_forever, daemon=True).start()
    with connected(environment), closing(server.socket):
        job = sources()
        [image] = fields.images(job.document)
        name = f"127.0.0.1:{server.server_port}/iris:1.0"
        found = failure(images.pull(engine, image._replace(uri=name), name, IMAGE, job.remote))
        server.shutdown()
    assert found == (
        "missing permission ecr:BatchGetImage",
        POLICY.format("ecr:BatchGetImage", "rehearsal.image"),
        3,
        6,
    )
