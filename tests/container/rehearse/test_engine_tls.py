"""An engine that is reached over TLS with certificates, as a remote one."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from tests.container.rehearse.engines import DRIVER, LIMITS, answer, client, engine, image

from sagemaker_marketplace.manifest.findings import Failure
from sagemaker_marketplace.rehearse.engine.engine import open_engine

pytestmark = pytest.mark.container
CERTIFICATE = "openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 2 -subj /CN=localhost"


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate that signs itself, for server and client."""
    folder = tmp_path_factory.mktemp("certificates")
    command = [*CERTIFICATE.split(), "-addext", "subjectAltName=IP:127.0.0.1"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    shutil.copy(folder / "cert.pem", folder / "ca.pem")
    return folder


@pytest.fixture
def address(certificates: Path) -> Iterator[str]:
    """The address of a server that passes everything on to the engine's socket."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates / "cert.pem", certificates / "key.pem")
    context.load_verify_locations(certificates / "ca.pem")
    context.verify_mode = ssl.CERT_REQUIRED
    path = client().adapters["http+docker://"].socket_path
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=serve, args=(server, context, path), daemon=True).start()
        yield f"tcp://127.0.0.1:{server.getsockname()[1]}"
        server.shutdown(socket.SHUT_RDWR)


def serve(server: socket.socket, context: ssl.SSLContext, path: str) -> None:
    with suppress(OSError):  # the server is shut down
        while True:
            connection, _ = server.accept()
            threading.Thread(target=connect, args=(connection, context, path), daemon=True).start()


def connect(connection: socket.socket, context: ssl.SSLContext, path: str) -> None:
    inner = socket.socket(socket.AF_UNIX)
    with connection, inner, suppress(OSError), context.wrap_socket(connection, server_side=True) as outer:
        inner.connect(path)
        back = threading.Thread(target=copy, args=(inner, outer), daemon=True)
        back.start()
        copy(outer, inner)
        back.join()


def copy(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65_536):
            target.sendall(data)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)


def test_a_group_over_tls(base: str, address: str, certificates: Path) -> None:
    environment = {"DOCKER_HOST": address, "DOCKER_TLS_VERIFY": "1", "DOCKER_CERT_PATH": str(certificates)}
    remote = open_engine(environment)
    assert remote.name == engine().name
    with remote.group(base, DRIVER) as made:
        made.copy_in("/", {"file": b"content"})
        assert answer(made, "answer = open('/file').read()") == "content"
        container = made.start(image(base), "serve", {"PROGRAM": "print('x' * 100_000)"}, LIMITS)
        assert list(container.log()) == [b"x" * 100_000]
        assert container.stop(1).exit_code == 0


def test_a_certificate_that_is_not_trusted(address: str, tmp_path: Path) -> None:
    with pytest.raises(Failure) as caught:
        open_engine({"DOCKER_HOST": address, "DOCKER_TLS_VERIFY": "1", "DOCKER_CERT_PATH": str(tmp_path)})
    assert caught.value.hint.splitlines()[0] == f"{address} (DOCKER_HOST): TLS: CERTIFICATE_VERIFY_FAILED"
