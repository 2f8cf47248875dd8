"""The containers of one rehearsal: a driver without network, the seller's container, and volumes that it has.

Each object has a label with the group's random name. The driver comes first, and nothing else exists before it runs.
It ends when its standard input ends, hence with this process, however that ends. A group whose driver does not run is
therefore an orphan, which the next rehearsal removes (`orphans.py`).
"""

from __future__ import annotations

import posixpath
import secrets
from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO

from ...manifest.findings import USAGE, Failure
from ..observations import Limits
from . import orphans
from .api import CONFLICT, NOT_FOUND, Api, EngineError, StartError
from .attached import Attached, Stream
from .container import Container
from .copies import MAX_OUTPUT_BYTES, Copies
from .image_files import ImageFile, files_below, is_missing, read_file
from .volumes import Files, mount

PROGRAM = "rehearsal/driver.py"
MODEL_PATH = "/opt/ml/model"
# SageMaker's containers have Docker's default (aws/sagemaker-python-sdk#2801).
_SHM_BYTES = 64 * 1024**2
# Against fork bombs: half of the process IDs of a Linux host (kernel.pid_max, 32,768), far more than servers have
# threads. The process limit of SageMaker is not documented.
_MAX_PROCESSES = 16_384
# A driver that has not started may be removed as an orphan by a rehearsal beside; each attempt has a new name.
_ATTEMPTS = 10


class Group:
    """The containers of one rehearsal; a context manager that removes them, also when interrupted.

    The attribute `stream` is connected to the driver inside the context.
    """

    stream: Stream

    def __init__(
        self, api: Api, driver_image: str, program: bytes, cpus: int, host_name: str = "", shares_names: bool = True
    ) -> None:
        """`program` is the driver's Python source, `cpus` the engine's. Nothing exists before the context begins.

        `host_name` is what the containers call themselves; the engine chooses one if it is empty. `shares_names` is
        whether containers that share a network have the same names, too: Docker's do, Podman's do not (4.3).
        """
        self._api = api
        self._driver_image = driver_image
        self._program = program
        self._cpus = cpus
        self._host_name = host_name
        self._shares_names = shares_names
        self._driver = ""
        self._readers: dict[str, str] = {}
        # By volume: where it is mounted in the seller's container, and whether it is read-only there.
        self._volumes: dict[str, tuple[str, bool]] = {}
        self._files: list[Files] = []
        self._attached: Attached | None = None
        self._containers: list[Container] = []

    def __enter__(self) -> Group:
        """Start the driver. Raises Failure without its image, and EngineError."""
        for attempt in range(1, _ATTEMPTS + 1):
            self.name = secrets.token_hex(8)
            try:
                self._start_driver()
                return self
            except EngineError as error:
                may_be_removed = error.status in (NOT_FOUND, CONFLICT) or self._is_driver_gone()
                self._remove()
                if attempt == _ATTEMPTS or not may_be_removed:
                    raise
            except BaseException:
                self._remove()
                raise
        raise AssertionError("the last attempt returns or raises")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Remove everything. What can't be removed is left to the next rehearsal."""
        try:
            self._remove()
        except BaseException:  # the first signal; others are ignored after it (`runner.handle_signals`)
            self._remove()
            raise

    def copy_in(self, path: str, files: Mapping[str, bytes | Path] | Iterable[bytes]) -> None:
        """Write files to a folder of the driver's container, which exists: by name, or a tar archive as a stream.

        Names may contain folders, which are created. Raises EngineError.
        """
        Copies(self._api, self._driver).copy_in(path, files)

    def copy_out(self, path: str, max_bytes: int = MAX_OUTPUT_BYTES) -> Generator[tuple[str, BinaryIO], None, None]:
        """Yield name and content of each file below a path of the driver's container; read each before the next.

        Names begin with the last part of the path. Raises EngineError, and Failure for more than `max_bytes`.
        """
        yield from Copies(self._api, self._driver).copy_out(path, max_bytes)

    def set_model(self, archive: Iterable[bytes]) -> None:
        """Fill a read-only volume from a tar archive whose root is /opt/ml/model. Raises EngineError.

        Without this call, the container has no volume there: what the image contains is visible.
        """
        self.add_volumes({MODEL_PATH: True}).copy_in(MODEL_PATH, archive)

    def add_volumes(self, paths: Mapping[str, bool]) -> Files:
        """Create a volume for each path of the seller's container, by whether it is read-only there.

        They hide what the image has at the paths. Returns a container of the driver's image that has them all,
        writable. Raises EngineError.
        """
        volumes = {f"{orphans.object_name(self.name)}-{number}": each for number, each in enumerate(paths.items())}
        for volume in volumes:
            self._api.change("create_volume", volume, labels=self._labels("files"))
        self._volumes.update(volumes)
        # Files can be copied into containers only.
        container = self._create(
            "files",
            self._driver_image,
            entrypoint=["python3", f"/{PROGRAM}", "--files"],
            mounts=[mount(volume, path, read_only=False) for volume, (path, _) in volumes.items()],
            network_mode="none",
            user="0:0",
            stdin_open=True,
        )
        files = Files(self._api, container, {PROGRAM: self._program})
        self._files.append(files)
        return files

    def look_up(self, image: str, paths: Sequence[str]) -> dict[str, ImageFile]:
        """Return the files of an image, by those of the paths that exist. Nothing in the image runs.

        Raises EngineError.
        """
        found = {path: read_file(self._api, self._reader(image), path) for path in paths}
        return {path: file for path, file in found.items() if file}

    def files_below(self, image: str, path: str) -> tuple[str, ...]:
        """Return the paths of the first files of an image below a folder; see `image_files.files_below`."""
        return files_below(self._api, self._reader(image), path)

    def copy_from_image(self, image: str, path: str, files: Files) -> None:
        """Copy a folder of an image, if the image has it, into a volume at the same path. Raises EngineError."""
        try:
            with Copies(self._api, self._reader(image)).archive(path) as chunks:
                files.copy_in(posixpath.dirname(path), chunks)
        except EngineError as error:
            if not is_missing(error):
                raise

    def _reader(self, image: str) -> str:
        """Return a container of an image that is never started."""
        if image not in self._readers:
            self._readers[image] = self._create("image", image, entrypoint=["-"])
        return self._readers[image]

    def start(self, image: str, argument: str, environment: Mapping[str, str], limits: Limits) -> Container:
        """Start the seller's container with one argument (`serve` or `train`) in the driver's network.

        It has the environment's variables and the image's, the volumes, and no other access. Raises StartError
        with the engine's sentence if the image can't be started, EngineError if the engine fails otherwise.
        """
        options: dict[str, Any] = {
            "network_mode": f"container:{self._driver}",
            "mounts": [mount(volume, *where) for volume, where in self._volumes.items()],
            "mem_limit": limits.memory_bytes,
            "memswap_limit": limits.memory_bytes,
            # Only if it limits anything: not all engines are allowed to set it.
            "cpuset_cpus": f"0-{limits.cpus - 1}" if limits.cpus < self._cpus else None,
            "shm_size": _SHM_BYTES,
            "pids_limit": _MAX_PROCESSES,
        }
        if self._host_name and not self._shares_names:
            options["hostname"] = self._host_name  # Docker refuses it
        try:
            identity = self._create("container", image, command=[argument], environment=environment, **options)
            container = Container(self._api, identity, Attached(self._api, identity, stdin=False))
            self._containers.append(container)
            self._api.change("start", identity)
        except EngineError as error:
            if error.status is None or "no space left" in error.words or not self.is_driver_running():
                raise
            # Podman prepares the container when it is attached to, and says so first.
            raise StartError(error.words.partition(" for attach: ")[2] or error.words) from error
        return container

    def is_driver_running(self) -> bool:
        """Return whether the driver runs. Raises EngineError, also if the driver has been removed."""
        return bool(self._api.call("inspect_container", self._driver)["State"]["Running"])

    def _start_driver(self) -> None:
        # DNS queries go to the driver, without the search domains of the engine's host ("." is none). An image's user
        # might not be allowed to read files that are copied in.
        names: dict[str, Any] = {"dns": ["127.0.0.1"], "dns_search": ["."]}
        if self._host_name:
            names |= {"hostname": self._host_name, "extra_hosts": {self._host_name: "127.0.0.1"}}
        options = {"network_mode": "none", "user": "0:0", "stdin_open": True, **names}
        command = ["python3", f"/{PROGRAM}"]
        try:
            self._driver = self._create("driver", self._driver_image, entrypoint=command, **options)
        except EngineError as error:
            if error.status != NOT_FOUND:
                raise
            hint = "pull or build it, or set driver-image to an image with Python 3.8 or later"
            raise Failure(f"driver image not found: {self._driver_image}", USAGE, hint) from error
        self.copy_in("/", {PROGRAM: self._program})
        # Before the start: a process that ends between the two leaves a driver that has ended or never starts.
        self._attached = Attached(self._api, self._driver, stdin=True)
        self.stream = Stream(self._attached)
        try:
            self._api.change("start", self._driver)
        except EngineError as error:
            if command[0] not in error.words:
                raise
            hint = "set driver-image to an image with Python 3.8 or later"
            raise Failure(f"{self._driver_image} can't be the driver image: no {command[0]}", USAGE, hint) from error
        if orphans.is_claimed(self._api, self._driver):
            raise EngineError("the driver was taken for an orphan before it started", CONFLICT)

    def _is_driver_gone(self) -> bool:
        try:
            self.is_driver_running()
        except EngineError as error:
            return bool(self._driver) and error.status == NOT_FOUND
        return False

    def _create(self, role: str, image: str, **options: Any) -> str:
        """Create a container and return its ID; options are those of the client for containers and their hosts."""
        container = {
            key: options.pop(key)
            for key in ("entrypoint", "command", "environment", "user", "stdin_open", "hostname")
            if key in options
        }
        host = self._api.client.create_host_config(
            security_opt=["no-new-privileges"],
            # The output is read while it is printed; a log file would only fill the disk.
            log_config={"type": "none"},
            **options,
        )
        created = self._api.change(
            "create_container",
            image,
            name=f"{orphans.object_name(self.name)}-{role}-{secrets.token_hex(2)}",
            labels=self._labels(role),
            # SageMaker ignores HEALTHCHECK, and the user's proxies are none of the container's business.
            healthcheck={"test": ["NONE"]},
            use_config_proxy=False,
            host_config=host,
            **container,
        )
        return str(created["Id"])

    def _labels(self, role: str) -> dict[str, str]:
        return {orphans.GROUP_LABEL: self.name, orphans.ROLE_LABEL: role}

    def _remove(self) -> None:
        if self._attached:
            self._attached.close()
        for files in self._files:
            files.close()
        for container in self._containers:
            container.close()
        # What can't be removed now is an orphan of the next rehearsal.
        with suppress(EngineError):
            orphans.remove_group(self._api, self.name)
