"""Which file of an image `docker run IMAGE serve` (or `train`) runs, and what can be seen of it without running it."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from ...aws.ecr import Config
from ..engine.image_files import ImageFile
from ..observations import Image, Program, ServingObservations

# The PATH of a container whose image sets none (moby, pkg/system, DefaultPathEnv).
_DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_EXECUTABLE = 0o111
_MAX_LINE = 200
# ELF header: magic, byte order at 5 (1 is little-endian), machine at 18 (System V ABI, chapter 4).
_ELF, _BYTE_ORDER, _LITTLE, _MACHINE = b"\x7fELF", 5, 1, slice(18, 20)
_MACHINES = {
    0x03: "x86",
    0x15: "ppc64",
    0x16: "s390x",
    0x28: "arm",
    0x3E: "x86-64",
    0xB7: "aarch64",
    0xF3: "riscv",
}


class ImageFiles(Protocol):
    """Reads files of images."""

    def look_up(self, image: str, paths: Sequence[str]) -> Mapping[str, ImageFile]:
        """Return the files of an image, by those of the paths that exist."""


def look_up(files: ImageFiles, image: Image, argument: str = ServingObservations.ARGUMENT) -> Image:
    """Return the image with its program: the file that the engine would run, or one it would if it were executable.

    `argument` is the word that the image is run with.
    """
    found: dict[str, ImageFile] = {}
    for path in candidates(image.config, argument):
        # One at a time: each takes the engine some time, and usually one of the first is it.
        found.update(files.look_up(image.id, [path]))
        if path in found and not found[path].is_folder and found[path].mode & _EXECUTABLE:
            return replace(image, program=program(path, found[path]))
    other = next((path for path, file in found.items() if not file.is_folder), None)
    return replace(image, program=program(other, found[other]) if other else None)


def candidates(config: Config, argument: str = ServingObservations.ARGUMENT) -> list[str]:
    """Return the paths where an engine searches for the program, in order: that of ENTRYPOINT, or the argument.

    A name without a slash is searched for on PATH (runc, exec.LookPath). A relative path counts from the root, which is
    the usual working directory.
    """
    name = config.entry_point[0] if config.entry_point else argument
    if "/" in name:
        return [posixpath.join("/", name)]
    folders = config.variables.get("PATH", _DEFAULT_PATH).split(":")
    return list(dict.fromkeys(posixpath.join("/", folder, name) for folder in folders))


def program(path: str, file: ImageFile) -> Program:
    """Return what a program's mode and its first bytes show; `path` is where it was found, before links."""
    is_elf = file.head.startswith(_ELF)
    first_line = b"" if is_elf else file.head.partition(b"\n")[0] + b"\n" * (b"\n" in file.head)
    return Program(path, file.mode, first_line[:_MAX_LINE], _machine(file.head) if is_elf else "")


def _machine(head: bytes) -> str:
    is_little = head[_BYTE_ORDER : _BYTE_ORDER + 1] == bytes([_LITTLE])
    number = int.from_bytes(head[_MACHINE], "little" if is_little else "big")
    return _MACHINES.get(number, f"ELF machine {number:#x}")
