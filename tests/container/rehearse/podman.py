"""Podman with its Docker-compatible socket, in a temporary folder: it shares nothing with the Podman of the machine."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

# Set by .ci/run: then a missing Podman is an error.
IS_REQUIRED = "PODMAN_REQUIRED" in os.environ
_START_SECONDS = 300


def is_installed() -> bool:
    """Whether the machine has Podman."""
    return shutil.which("podman") is not None


@contextmanager
def service(folder: Path) -> Iterator[str]:
    """Run Podman's API on a socket in an empty folder; yield the socket's address.

    At the end, the folder is removed.
    """
    socket = folder / "podman.sock"
    for name, text in (("containers.conf", _settings(folder)), ("storage.conf", _storage(folder))):
        (folder / name).write_text(text)
    with (folder / "log").open("wb") as log:
        command = ["podman", "system", "service", "--time=0", f"unix://{socket}"]
        # Podman's monitor of a container leaves files in the working directory.
        process = subprocess.Popen(command, env=_environment(folder), cwd=folder, stdout=log, stderr=log)
    try:
        end = time.monotonic() + _START_SECONDS
        while not socket.exists():
            is_late = process.poll() is not None or time.monotonic() > end
            assert not is_late, (folder / "log").read_text()
            time.sleep(0.05)
        yield f"unix://{socket}"
    finally:
        process.kill()  # SIGTERM would wait for connections
        process.wait()
        _remove(folder)


def load(folder: Path, images: Sequence[str]) -> None:
    """Copy images of the Docker engine to Podman."""
    with subprocess.Popen(["docker", "save", *images], stdout=subprocess.PIPE) as saved:
        done = subprocess.run(
            ["podman", "load", "--quiet"], stdin=saved.stdout, env=_environment(folder), capture_output=True, text=True
        )
    assert (saved.returncode, done.returncode) == (0, 0), done.stderr


def _environment(folder: Path) -> dict[str, str]:
    names = {"CONTAINERS_CONF": "containers.conf", "CONTAINERS_STORAGE_CONF": "storage.conf"}
    return {**os.environ, **{name: str(folder / file) for name, file in names.items()}}


def _settings(folder: Path) -> str:
    """Return containers.conf: what works in a container and on a machine without systemd, too."""
    # Podman sets limits that a process without CAP_SYS_RESOURCE can't raise.
    limits = {"nofile": resource.RLIMIT_NOFILE, "nproc": resource.RLIMIT_NPROC}
    values = {name: min([16_384, *filter(_is_finite, resource.getrlimit(limit))]) for name, limit in limits.items()}
    engine = {
        # Neither the locks nor the networks of the machine's Podman.
        "lock_type": "file",
        "tmp_dir": str(folder / "tmp"),
        "events_logger": "file",
        "cgroup_manager": "systemd" if Path("/run/systemd/system").exists() else "cgroupfs",
    }
    if not Path("/sys/fs/cgroup/cgroup.controllers").exists():
        engine["runtime"] = "runc"  # crun refuses a machine with both versions of cgroups
    ulimits = ", ".join(f'"{name}={value}:{value}"' for name, value in values.items())
    lines = [f"default_ulimits = [{ulimits}]", "[engine]"]
    lines += [f'{name} = "{value}"' for name, value in engine.items()]
    network = ["[network]", f'network_config_dir = "{folder / "networks"}"']
    return "\n".join(["[containers]", *lines, *network, ""])


def _is_finite(limit: int) -> bool:
    return limit != resource.RLIM_INFINITY


def _storage(folder: Path) -> str:
    # Layers can't be mounted on a file system that consists of layers, as in a container.
    kind = subprocess.run(["stat", "--file-system", "--format=%T", folder], capture_output=True, text=True, check=True)
    driver = "vfs" if "overlay" in kind.stdout else "overlay"
    return f'[storage]\ndriver = "{driver}"\ngraphroot = "{folder / "root"}"\nrunroot = "{folder / "run"}"\n'


def _remove(folder: Path) -> None:
    """Remove the folder with the mounts and the files of other users in it."""
    script = 'for each in "$0"/root/overlay; do umount "$each" 2>/dev/null; done; rm -rf "$0"'
    prefix = [] if os.geteuid() == 0 else ["podman", "unshare"]
    subprocess.run([*prefix, "sh", "-c", script, str(folder)], env=_environment(folder), check=True)
