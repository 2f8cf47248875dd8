"""The ID of the container that the program runs in, from files of the kernel as engines fill them in."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from sagemaker_marketplace.rehearse.engine.own_container import candidates, own_candidates

OWN, OTHER, LAYER = "1a" * 32, "2b" * 32, "3c" * 32
ROOT = f"1 0 0:50 / / rw - overlay overlay rw,upperdir=/var/lib/docker/overlay2/{LAYER}/diff"
DOCKER = f"2 1 254:0 /var/lib/docker/containers/{OWN}/hostname /etc/hostname rw - ext4 /dev/vda rw"
PODMAN = f"2 1 0:24 /containers/overlay-containers/{OWN}/userdata/hosts /etc/hosts rw - tmpfs tmpfs rw"
# The engine's host has mounts of all containers, none of them its own.
HOST = f"""\
3 1 0:51 / /var/lib/docker/overlay2/{LAYER}/merged rw - overlay overlay rw
4 1 0:52 / /var/lib/docker/containers/{OTHER}/mounts/shm rw - tmpfs shm rw"""
# A container with a folder of the host that contains others' mounts.
MOUNTED = f"5 1 254:0 /var/lib/docker/containers/{OTHER} /data rw - ext4 /dev/vda rw"


@pytest.mark.parametrize(
    ("mounts", "cgroups", "hostname", "expected"),
    [
        (f"{ROOT}\n{DOCKER}", "0::/", "runner", [OWN]),
        (f"{ROOT}\n{PODMAN}", "0::/", OWN[:12], [OWN, OWN[:12]]),
        (f"{ROOT}\n{MOUNTED}\n{DOCKER}", "", "", [OWN]),
        (HOST, "0::/init.scope", "vm", []),
        (ROOT, f"12:memory:/docker/{OWN}\n1:cpu:/docker/{OWN}", "vm", [OWN, OWN]),
        (ROOT, f"0::/system.slice/docker-{OWN}.scope", "vm", [OWN]),
        (ROOT, f"0::/machine.slice/libpod-{OWN}.scope/container", "vm", [OWN]),
        (ROOT, f"1:cpu:/docker/{OTHER}/docker/{OWN}", "vm", [OWN]),
        ("", "", "1a2b3c4d5e6f", ["1a2b3c4d5e6f"]),
        ("", "", "1a2b3c4d5e6", []),
        ("x\n\n2 1", "x\n", "", []),
    ],
)
def test_candidates(mounts: str, cgroups: str, hostname: str, expected: list[str]) -> None:
    assert list(candidates(mounts, cgroups, hostname)) == expected


def test_the_candidates_of_this_process() -> None:
    """The files are those of the kernel; without them, only the host name can be one."""
    texts = [
        file.read_text() if file.exists() else "" for file in map(Path, ("/proc/self/mountinfo", "/proc/self/cgroup"))
    ]
    assert own_candidates() == list(dict.fromkeys(candidates(texts[0], texts[1], socket.gethostname())))
