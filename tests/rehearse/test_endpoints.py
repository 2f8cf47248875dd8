"""Where an engine is searched for: variables, Docker contexts, the usual sockets."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from sagemaker_marketplace.manifest.findings import USAGE, Failure
from sagemaker_marketplace.rehearse.engine.endpoints import Endpoint, Tls, endpoints

COLIMA = "unix:///home/ann/.colima/default/docker.sock"


def context(folder: Path, name: str, endpoint: Any) -> Path:
    """Write a context as `docker context create` does."""
    meta = folder / "contexts" / "meta" / hashlib.sha256(name.encode()).hexdigest() / "meta.json"
    meta.parent.mkdir(parents=True)
    meta.write_text(json.dumps({"Name": name, "Metadata": {}, "Endpoints": {"docker": endpoint}}))
    return meta


def tls_files(folder: Path, *names: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        (folder / name).touch()
    return folder


def failure(environment: dict[str, str]) -> tuple[str, int, str]:
    with pytest.raises(Failure) as caught:
        endpoints(environment)
    return caught.value.message, caught.value.exit_code, caught.value.hint


def test_without_settings_the_usual_sockets_are_tried_in_order() -> None:
    found = endpoints({"HOME": "/home/ann", "XDG_RUNTIME_DIR": "/run/user/1000"})
    assert [(each.address, each.source, each.tls) for each in found] == [
        ("unix:///var/run/docker.sock", "default", None),
        ("unix:///run/user/1000/docker.sock", "default", None),
        ("unix:///home/ann/.docker/run/docker.sock", "default", None),
        ("unix:///run/user/1000/podman/podman.sock", "default", None),
        ("unix:///run/podman/podman.sock", "default", None),
    ]
    assert [each.address for each in endpoints({})] == ["unix:///var/run/docker.sock", "unix:///run/podman/podman.sock"]


@pytest.mark.parametrize("address", ["unix:///run/other.sock", "tcp://engine:2375", "https://engine:2376"])
def test_docker_host_is_the_only_one(tmp_path: Path, address: str) -> None:
    context(tmp_path, "colima", {"Host": COLIMA})
    environment = {"DOCKER_HOST": address, "DOCKER_CONTEXT": "colima", "DOCKER_CONFIG": str(tmp_path)}
    assert endpoints(environment) == [Endpoint(address, "DOCKER_HOST")]


def test_docker_host_with_certificates(tmp_path: Path) -> None:
    folder = str(tls_files(tmp_path / "certificates", "ca.pem", "cert.pem", "key.pem"))
    files = (f"{folder}/ca.pem", f"{folder}/cert.pem", f"{folder}/key.pem")
    host = {"DOCKER_HOST": "tcp://engine:2376", "DOCKER_CERT_PATH": folder}
    assert endpoints(host) == [Endpoint("tcp://engine:2376", "DOCKER_HOST", Tls(*files, verify=False))]
    verified = endpoints({**host, "DOCKER_TLS_VERIFY": "1"})
    assert verified == [Endpoint("tcp://engine:2376", "DOCKER_HOST", Tls(*files, verify=True))]
    # Without DOCKER_CERT_PATH, the certificates are those in the configuration's folder; a socket has none.
    tls_files(tmp_path, "ca.pem")
    del host["DOCKER_CERT_PATH"]
    of_folder = endpoints({**host, "DOCKER_TLS_VERIFY": "1", "DOCKER_CONFIG": str(tmp_path)})
    assert of_folder == [Endpoint("tcp://engine:2376", "DOCKER_HOST", Tls(f"{tmp_path}/ca.pem", "", "", verify=True))]
    assert endpoints({"DOCKER_HOST": "unix:///a", "DOCKER_TLS_VERIFY": "1"}) == [Endpoint("unix:///a", "DOCKER_HOST")]


def test_the_current_context(tmp_path: Path) -> None:
    folder = tmp_path / ".docker"
    context(folder, "colima", {"Host": COLIMA, "SkipTLSVerify": False})
    (folder / "config.json").write_text('{"currentContext": "colima", "auths": {}}')
    of_context = [Endpoint(COLIMA, 'Docker context "colima"')]
    assert endpoints({"HOME": str(tmp_path)}) == of_context
    assert endpoints({"DOCKER_CONFIG": str(folder)}) == of_context
    # DOCKER_CONTEXT overrides the configuration.
    assert len(endpoints({"HOME": str(tmp_path), "DOCKER_CONTEXT": "default"})) == 3


@pytest.mark.parametrize("skip", [True, False])
def test_a_context_with_certificates(tmp_path: Path, skip: bool) -> None:
    meta = context(tmp_path, "remote", {"Host": "tcp://engine:2376", "SkipTLSVerify": skip})
    folder = tls_files(tmp_path / "contexts" / "tls" / meta.parent.name / "docker", "ca.pem", "cert.pem", "key.pem")
    tls = Tls(f"{folder}/ca.pem", f"{folder}/cert.pem", f"{folder}/key.pem", verify=not skip)
    found = endpoints({"DOCKER_CONFIG": str(tmp_path), "DOCKER_CONTEXT": "remote"})
    assert found == [Endpoint("tcp://engine:2376", 'Docker context "remote"', tls)]


@pytest.mark.parametrize(
    "content", ["", "[]", "{", "{}", '{"currentContext": ""}', '{"currentContext": null}', "\xff", "[" * 9999]
)
def test_a_configuration_without_a_context(tmp_path: Path, content: str) -> None:
    (tmp_path / "config.json").write_bytes(content.encode("latin-1"))
    assert [each.source for each in endpoints({"DOCKER_CONFIG": str(tmp_path)})] == ["default", "default"]


@pytest.mark.parametrize("endpoint", [None, [], {}, {"Host": ""}, "unix:///a"])
def test_a_context_without_an_endpoint(tmp_path: Path, endpoint: Any) -> None:
    meta = context(tmp_path, "broken", endpoint)
    assert failure({"DOCKER_CONFIG": str(tmp_path), "DOCKER_CONTEXT": "broken"}) == (
        f'no endpoint of the Docker context "broken" (from DOCKER_CONTEXT) in {meta}',
        USAGE,
        "list the contexts with docker context ls, select one with docker context use",
    )


@pytest.mark.parametrize(("written", "name"), [('"gone"', "gone"), ("5", "5"), ('["a"]', "['a']")])
def test_a_context_that_does_not_exist(tmp_path: Path, written: str, name: str) -> None:
    config = tmp_path / "config.json"
    config.write_text(f'{{"currentContext": {written}}}')
    meta = tmp_path / "contexts" / "meta" / hashlib.sha256(name.encode()).hexdigest() / "meta.json"
    message, code, _ = failure({"DOCKER_CONFIG": str(tmp_path)})
    assert (message, code) == (f'no endpoint of the Docker context "{name}" (from {config}) in {meta}', USAGE)


FORWARD = "forward the engine's socket: ssh -L /tmp/docker.sock:/var/run/docker.sock HOST, then set DOCKER_HOST"
SHAPE = "use unix:///PATH or tcp://HOST:PORT"


@pytest.mark.parametrize(
    ("address", "message", "hint"),
    [
        ("ssh://ann@engine", "engines over SSH are not supported: DOCKER_HOST", FORWARD),
        ("npipe:////./pipe/docker_engine", "invalid engine address in DOCKER_HOST", SHAPE),
        ("engine:2375", "invalid engine address in DOCKER_HOST", SHAPE),
        ("tcp://engine 2375", "invalid engine address in DOCKER_HOST", SHAPE),
    ],
)
def test_an_address_that_is_not_supported(address: str, message: str, hint: str) -> None:
    assert failure({"DOCKER_HOST": address}) == (message, USAGE, hint)


def test_a_context_over_ssh(tmp_path: Path) -> None:
    context(tmp_path, "remote", {"Host": "ssh://ann@engine"})
    message = 'engines over SSH are not supported: Docker context "remote"'
    assert failure({"DOCKER_CONFIG": str(tmp_path), "DOCKER_CONTEXT": "remote"}) == (message, USAGE, FORWARD)
