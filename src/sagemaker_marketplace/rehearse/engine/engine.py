"""The container engine: Docker or Podman, through the Docker SDK. The only module that imports the SDK."""

from __future__ import annotations

import errno
import socket
import ssl
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from typing import Any

from ...aws.ecr import Config
from ...manifest.findings import USAGE, Failure
from ..observations import Image
from . import orphans
from .api import CONFLICT, NOT_FOUND, Api, EngineError
from .endpoints import Endpoint, endpoints
from .group import Group
from .own_container import own_candidates

_ANSWER_SECONDS = 10.0
_TIMEOUT_SECONDS = 60
# Docker 20.10 of December 2020, Podman 4: the first with one-shot statistics.
_MIN_API = "1.41"
_MAX_WORDS = 300
_START = "start Docker or Podman, or set DOCKER_HOST to the address of an engine"
_KUBERNETES = "Kubernetes pods have no engine: use a runner with Docker, or a runner scale set in the mode dind"
_FIXES = {
    errno.EACCES: "add the user to the group docker, or use sudo or a rootless engine",
    errno.EPERM: "add the user to the group docker, or use sudo or a rootless engine",
    errno.ECONNREFUSED: "start the daemon, for example with: systemctl start docker",
}


class Engine:
    """A container engine that answers.

    `name` is product and version, such as `Docker 28.2.2`, `address` where it was found. `cpus` and `memory_bytes` are
    those of its host.
    """

    def __init__(self, api: Api, address: str) -> None:
        """Ask for the engine's version and host. Raises EngineError."""
        self._api, self.address = api, address
        version, info = api.call("version"), api.call("info")
        components = {str(each.get("Name")) for each in version.get("Components") or ()}
        self._is_podman = "Podman Engine" in components
        product = "Podman" if self._is_podman else "Docker"
        self.name = f"{product} {version.get('Version', '')}".strip()
        self.cpus = max(1, int(info.get("NCPU") or 1))
        self.memory_bytes = int(info.get("MemTotal") or 0)
        self._architecture = str(version.get("Arch") or "")

    def find_image(self, name: str) -> Image | None:
        """Return a local image by name, tag, digest or ID; None if it is not there. Raises EngineError.

        `program` is not set: reading it needs a group (`Group.look_up`).
        """
        try:
            found = self._api.call("inspect_image", name)
        except EngineError as error:
            if error.status == NOT_FOUND:
                return None
            raise
        config = found.get("Config") or {}
        # Docker ignores an ENTRYPOINT of one empty word, by which an image removes that of its base.
        entry_point = tuple(config.get("Entrypoint") or ())
        variables = dict(each.partition("=")[::2] for each in config.get("Env") or ())
        return Image(
            name,
            str(found["Id"]),
            Config(
                f"{found.get('Os') or 'unknown'}/{found.get('Architecture') or 'unknown'}",
                () if entry_point == ("",) else entry_point,
                tuple(config.get("Cmd") or ()),
                str(config.get("User") or ""),
                variables,
            ),
            int(found.get("Size") or 0),
            tuple(found.get("RepoDigests") or ()),
            dict(config.get("Labels") or {}),
            engine_architecture=self._architecture,
        )

    def pull(self, name: str, login: Mapping[str, str] | None = None) -> Iterator[str]:
        """Pull an image by tag or digest and yield the engine's status lines; `login` has `username` and `password`.

        Without `login`, the SDK uses the credentials of the user's Docker configuration. Raises EngineError.
        """
        lines = self._api.call("pull", name, stream=True, decode=True, auth_config=dict(login) if login else None)
        for line in self._api.iterate(lines):
            if line.get("error"):
                raise EngineError(str(line["error"]))
            if line.get("status") and not line.get("progressDetail"):
                yield ": ".join(str(line[key]) for key in ("id", "status") if line.get(key))

    def own_image(self) -> str | None:
        """Return the ID of the image that this process runs in, None outside of this engine. Raises EngineError."""
        for identity in own_candidates():
            try:
                found = self._api.call("inspect_container", identity)
            except EngineError as error:
                if error.status not in (NOT_FOUND, CONFLICT):
                    raise
                continue
            if str(found["Id"]).startswith(identity):
                return str(found["Image"])
        return None

    def remove_orphans(self) -> int:
        """Remove what rehearsals that were killed have left, and return their number. Raises EngineError.

        Rehearsals that run, and objects without the label, are not touched.
        """
        return orphans.remove_orphans(self._api)

    def group(self, driver_image: str, program: bytes, host_name: str = "") -> Group:
        """Return the containers of one rehearsal, a context manager; `program` is the driver's Python source.

        `host_name` is what its containers call themselves, if it matters.
        """
        return Group(self._api, driver_image, program, self.cpus, host_name, shares_names=not self._is_podman)


def open_engine(environment: Mapping[str, str], timeout: float = _ANSWER_SECONDS) -> Engine:
    """Return the first engine that answers within `timeout` seconds; `endpoints` says the addresses.

    Raises Failure without the Docker SDK, and without a usable engine: with the reason for each address.
    """
    if sys.platform == "win32":
        hint = "run the command in WSL 2, with Docker Desktop's engine"
        raise Failure("rehearsals do not run on Windows", USAGE, hint)
    # Kubernetes sets the variable in every container. Its nodes share no engine with their pods.
    start = _KUBERNETES if environment.get("KUBERNETES_SERVICE_HOST") else _START
    return connect(endpoints(environment), timeout, start)


def connect(addresses: Sequence[Endpoint], timeout: float = _ANSWER_SECONDS, start: str = _START) -> Engine:
    """Return the first engine that answers within `timeout` seconds; `start` is the fix where none runs.

    Raises Failure as `open_engine`.
    """
    reasons, fixes = [], []
    for endpoint in addresses:
        try:
            _check_socket(endpoint, timeout)
            return Engine(_api(endpoint, timeout), endpoint.address)
        except (EngineError, OSError, TypeError, AttributeError, ValueError) as error:
            number, words = _reason(error)
            reasons.append(f"{endpoint.address} ({endpoint.source}): {words}")
            fixes.append(_FIXES.get(number, ""))
    hint = next((fix for fix in fixes if fix), start)
    raise Failure("no usable container engine", USAGE, "\n".join([*reasons, hint]))


def _check_socket(endpoint: Endpoint, timeout: float) -> None:
    """Connect to a unix socket and close it: most do not exist, which needs no SDK. Raises OSError."""
    if endpoint.socket and sys.platform != "win32":
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(timeout)
            connection.connect(str(endpoint.socket))


def _reason(error: Exception) -> tuple[int, str]:
    """The number of the system's error, 0 without one, and why an engine could not be used."""
    words = error.words if isinstance(error, EngineError) else "invalid answer"
    cause: BaseException | None = error
    while cause:
        if isinstance(cause, ssl.SSLError):
            return 0, f"TLS: {cause.reason or cause}"
        if isinstance(cause, TimeoutError):
            return 0, "no answer in time"
        if isinstance(cause, OSError) and cause.errno is not None:
            return cause.errno, (cause.strerror or str(cause)).lower()
        cause = cause.__cause__ or cause.__context__
    return 0, words.partition("\n")[0][:_MAX_WORDS]


def _api(endpoint: Endpoint, timeout: float) -> Api:
    """Connect with the engine's newest version of the API. Raises EngineError."""
    try:
        import docker
        import urllib3

        import requests
    except ImportError:
        hint = "install it: pip install 'sagemaker-marketplace-action[rehearse]'"
        raise Failure('rehearse requires the extra "rehearse"', USAGE, hint) from None
    # Also answers that are not what the API promises: a server that is not an engine.
    errors = (
        docker.errors.DockerException,
        requests.RequestException,
        urllib3.exceptions.HTTPError,
        OSError,
        ValueError,
        KeyError,
    )
    options: dict[str, Any] = {"base_url": endpoint.address}
    with Api(None, errors).errors():
        if endpoint.tls:
            pair = (endpoint.tls.certificate, endpoint.tls.key) if endpoint.tls.certificate else None
            ca = endpoint.tls.ca or None
            options["tls"] = docker.tls.TLSConfig(client_cert=pair, ca_cert=ca, verify=endpoint.tls.verify)
        with closing(docker.APIClient(version=_MIN_API, timeout=timeout, **options)) as first:
            first.trust_env = False
            version = str(first.version(api_version=False)["ApiVersion"])
        if docker.utils.version_lt(version, _MIN_API):
            raise ValueError(f"API version {version} is too old; Docker 20.10, Podman 4 or later is required")
        client = docker.APIClient(version=version, timeout=_TIMEOUT_SECONDS, **options)
    # Neither proxies nor .netrc of the environment are for the engine.
    client.trust_env = False
    return Api(client, errors)
