"""Where a container engine may be reached: DOCKER_HOST, the current Docker context, or the usual sockets."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...manifest.findings import USAGE, Failure

UNIX = "unix://"
_SUPPORTED = (UNIX, "tcp://", "http://", "https://")


@dataclass(frozen=True)
class Tls:
    """Files of a TLS connection, empty if missing; `verify` is whether the engine's certificate is checked."""

    ca: str
    certificate: str
    key: str
    verify: bool


@dataclass(frozen=True)
class Endpoint:
    """An address of an engine, such as unix:///var/run/docker.sock, and what names it."""

    address: str
    source: str
    tls: Tls | None = None

    @property
    def socket(self) -> Path | None:
        """The path of a unix socket; None for other addresses."""
        path = self.address.removeprefix(UNIX)
        return None if path == self.address else Path("/", path)


def endpoints(environment: Mapping[str, str]) -> list[Endpoint]:
    """Return where to search for an engine, in this order.

    DOCKER_HOST or a Docker context, if set, is the only one: another engine would have other images. Otherwise the
    sockets of Docker (rootful, rootless, Desktop) and of Podman. Raises Failure for settings that can't be used.
    Source: docker/cli, command/cli.go and context/store; Podman's podman-system-service(1).
    """
    home = environment.get("HOME", "")
    config = Path(environment.get("DOCKER_CONFIG") or Path(home, ".docker"))
    chosen = _of_host(environment, config) or _of_context(environment, config)
    if not chosen:
        return [Endpoint(f"{UNIX}{path}", "default") for path in _sockets(environment.get("XDG_RUNTIME_DIR", ""), home)]
    if chosen.address.startswith("ssh://"):
        hint = "forward the engine's socket: ssh -L /tmp/docker.sock:/var/run/docker.sock HOST, then set DOCKER_HOST"
        raise Failure(f"engines over SSH are not supported: {chosen.source}", USAGE, hint)
    if not chosen.address.startswith(_SUPPORTED) or any(character.isspace() for character in chosen.address):
        raise Failure(f"invalid engine address in {chosen.source}", USAGE, "use unix:///PATH or tcp://HOST:PORT")
    return [chosen]


def _of_host(environment: Mapping[str, str], config: Path) -> Endpoint | None:
    address = environment.get("DOCKER_HOST", "")
    if not address:
        return None
    tls = None
    verify = bool(environment.get("DOCKER_TLS_VERIFY"))
    if address.startswith("tcp://") and (verify or environment.get("DOCKER_CERT_PATH")):
        folder = Path(environment.get("DOCKER_CERT_PATH") or config)
        tls = _tls(folder, verify)
    return Endpoint(address, "DOCKER_HOST", tls)


def _of_context(environment: Mapping[str, str], config: Path) -> Endpoint | None:
    name, source = environment.get("DOCKER_CONTEXT", ""), "DOCKER_CONTEXT"
    if not name:
        file = config / "config.json"
        name, source = str(_read(file).get("currentContext") or ""), str(file)
    if name in ("", "default"):
        return None
    # The store's folders are named by the digests of the contexts' names.
    digest = hashlib.sha256(name.encode()).hexdigest()
    file = config / "contexts" / "meta" / digest / "meta.json"
    contexts = _read(file).get("Endpoints")
    endpoint = contexts.get("docker") if isinstance(contexts, dict) else None
    if not isinstance(endpoint, dict) or not endpoint.get("Host"):
        hint = "list the contexts with docker context ls, select one with docker context use"
        raise Failure(f'no endpoint of the Docker context "{name}" (from {source}) in {file}', USAGE, hint)
    folder = config / "contexts" / "tls" / digest / "docker"
    tls = _tls(folder, not endpoint.get("SkipTLSVerify")) if folder.is_dir() else None
    return Endpoint(str(endpoint["Host"]), f'Docker context "{name}"', tls)


def _tls(folder: Path, verify: bool) -> Tls:
    ca, certificate, key = (
        str(path) if path.is_file() else "" for path in (folder / name for name in ("ca.pem", "cert.pem", "key.pem"))
    )
    return Tls(ca, certificate, key, verify)


def _sockets(runtime: str, home: str) -> list[str]:
    return [
        "/var/run/docker.sock",
        *([f"{runtime}/docker.sock"] if runtime else []),
        *([f"{home}/.docker/run/docker.sock"] if home else []),
        *([f"{runtime}/podman/podman.sock"] if runtime else []),
        "/run/podman/podman.sock",
    ]


def _read(file: Path) -> dict[str, Any]:
    """The JSON object in a file; empty if it can't be read: the Docker CLI only warns about its configuration."""
    try:
        content = json.loads(file.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}
