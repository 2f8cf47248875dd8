"""Finds the ID of the container that the program runs in, such as the one of a container action."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

_ID = re.compile(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")
_SHORT_ID = re.compile(r"[0-9a-f]{12}")
# Files that engines mount into each container from a folder named by the container's ID. Other mounts name layers, and
# on the engine's host, other containers.
_MOUNTED = ("/etc/hostname", "/etc/hosts", "/etc/resolv.conf")


def candidates(mounts: str, cgroups: str, hostname: str) -> Iterator[str]:
    """Yield IDs that may be the container's: from /proc/self/mountinfo, /proc/self/cgroup, and the host name.

    Docker and Podman mount /etc/hostname from a folder of the container (with `--network host`, too). cgroup v1 has the
    ID in its paths, as Podman on cgroup v2. The host name is the short ID unless it is set.
    """
    for line in mounts.splitlines():
        fields = line.split(" ")
        if len(fields) > 4 and fields[4] in _MOUNTED:
            yield from _ID.findall(fields[3])[-1:]
    for line in cgroups.splitlines():
        yield from _ID.findall(line)[-1:]
    if _SHORT_ID.fullmatch(hostname):
        yield hostname


def own_candidates() -> list[str]:
    """Return the candidates of this process, each once."""
    mounts, cgroups = (_read(Path("/proc/self", name)) for name in ("mountinfo", "cgroup"))
    return list(dict.fromkeys(candidates(mounts, cgroups, socket.gethostname())))


def _read(file: Path) -> str:
    with suppress(OSError):  # not on macOS
        return file.read_text("utf-8", "replace")
    return ""
