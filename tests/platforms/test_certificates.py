"""A network with its own certificate authority, and one that is reached through a proxy."""

from __future__ import annotations

import os
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from sagemaker_marketplace.aws import certificates, ecr
from sagemaker_marketplace.aws.queries import NoAnswer
from sagemaker_marketplace.sandbox.server import running

PACKAGE = str(Path(__file__).resolve().parents[2] / "examples" / "model-package.yaml")
NAMES = ("AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with a certificate for localhost that signs itself, and its key."""
    key, name = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")]),
    )
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, now - timedelta(1), now + timedelta(1))
    builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    pem = serialization.Encoding.PEM
    file = tmp_path_factory.mktemp("certificate") / "localhost.pem"
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file.write_bytes(builder.sign(key, hashes.SHA256()).public_bytes(pem) + private)
    return file


def _copy(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while part := source.recv(65_536):
            target.sendall(part)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)


@contextmanager
def encrypted(url: str, certificate: Path) -> Iterator[str]:
    """Serve what a server on loopback serves over TLS, and yield the address."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    address = (str(urlsplit(url).hostname), int(urlsplit(url).port or 0))

    def serve(client: socket.socket) -> None:
        with (
            suppress(OSError),
            context.wrap_socket(client, server_side=True) as inner,
            socket.create_connection(address) as outer,
        ):
            back = threading.Thread(target=_copy, args=(outer, inner), daemon=True)
            back.start()
            _copy(inner, outer)
            back.join()

    def accept(server: socket.socket) -> None:
        with suppress(OSError):  # the server is closed
            while True:
                threading.Thread(target=serve, args=(server.accept()[0],), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=accept, args=(server,), daemon=True).start()
        yield f"https://localhost:{server.getsockname()[1]}"
        server.shutdown(socket.SHUT_RDWR)


def plan(folder: Path, *options: str, **variables: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_") and name not in NAMES}
    command = [sys.executable, "-m", "sagemaker_marketplace", "plan", PACKAGE, "--var", "VERSION=1", *options]
    return subprocess.run(
        command, cwd=folder, env={**kept, **variables}, capture_output=True, encoding="utf-8", check=False
    )


@pytest.mark.parametrize("name", NAMES)
def test_certificates_of_another_authority(name: str, certificate: Path, tmp_path: Path) -> None:
    with running() as sandbox, encrypted(sandbox.url, certificate) as url:
        variables = {**sandbox.environment, "AWS_ENDPOINT_URL": url}
        done = plan(tmp_path, **variables, **{name: str(certificate)})
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 manifest checked against the account: 0 errors, 0 warnings" in done.stdout


def test_certificates_of_an_unknown_authority(certificate: Path, tmp_path: Path) -> None:
    with running() as sandbox, encrypted(sandbox.url, certificate) as url:
        refused = plan(tmp_path, **{**sandbox.environment, "AWS_ENDPOINT_URL": url})
    assert refused.returncode == 3
    assert "certificate verify failed" in refused.stdout


@pytest.mark.parametrize("name", NAMES)
def test_a_config_of_an_image(name: str, certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """ECR returns its address; no client of botocore loads it."""
    for each in NAMES:
        monkeypatch.delenv(each, raising=False)
    with running() as sandbox, encrypted(sandbox.url, certificate) as url:
        address = f"{url}/_sandbox/calls"
        with pytest.raises(NoAnswer, match="SSLError"):
            ecr._download((), address, "")
        monkeypatch.setenv(name, str(certificate))
        assert ecr._download((), address, f"sha256:{sha256(b'[]').hexdigest()}") == b"[]"


def test_the_setting_of_a_session_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    for each in NAMES:
        monkeypatch.delenv(each, raising=False)
    assert certificates.bundle() is True
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "b")
    assert certificates.bundle() == "b"
    monkeypatch.setenv("AWS_CA_BUNDLE", "a")
    assert (certificates.bundle(), certificates.bundle("c")) == ("a", "c")


def test_a_proxy(tmp_path: Path) -> None:
    """The sandbox stands in for the proxy: it answers requests with a whole URL, of a host that does not exist."""
    with running() as sandbox:
        variables = {**sandbox.environment, "AWS_ENDPOINT_URL": "http://aws.invalid", "HTTP_PROXY": sandbox.url}
        done = plan(tmp_path, "--no-preflight", **{**variables, "NO_PROXY": "", "no_proxy": ""})
    assert "Will be created: churn-scorer-1" in done.stdout, done.stdout + done.stderr
