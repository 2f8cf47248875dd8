"""Which file of an image is its program, and what its first bytes show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pytest

from sagemaker_marketplace.aws.ecr import Config
from sagemaker_marketplace.rehearse.engine.image_files import ImageFile
from sagemaker_marketplace.rehearse.inference import programs
from sagemaker_marketplace.rehearse.observations import Image, Program

DEFAULT_PATH = ("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin")
ON_DEFAULT_PATH = [f"{folder}/serve" for folder in DEFAULT_PATH]


def config(*entry_point: str, path: str | None = None) -> Config:
    return Config("linux/amd64", entry_point, (), "", {} if path is None else {"PATH": path})


CANDIDATES = {
    "no ENTRYPOINT": (config(), ON_DEFAULT_PATH),
    "empty PATH": (config(path=""), ["/serve"]),
    "PATH of the image": (config(path="/opt/bin:/bin:/opt/bin"), ["/opt/bin/serve", "/bin/serve"]),
    "relative folder on PATH": (config(path=":app"), ["/serve", "/app/serve"]),
    "name": (config("python3", "app.py", path="/bin"), ["/bin/python3"]),
    "path": (config("/app/serve.py", path="/bin"), ["/app/serve.py"]),
    "relative path": (config("./serve.py", path="/bin"), ["/./serve.py"]),
}


@pytest.mark.parametrize("name", CANDIDATES)
def test_where_the_program_is_searched_for(name: str) -> None:
    given, expected = CANDIDATES[name]
    assert programs.candidates(given) == expected


ELF = b"\x7fELF\x02%c\x01" + bytes(11)
PROGRAMS = {
    "script": (b"#!/bin/sh\nexec x\n", b"#!/bin/sh\n", ""),
    "Windows line ending": (b"#!/bin/sh\r\nx\r\n", b"#!/bin/sh\r\n", ""),
    "no newline": (b"import x", b"import x", ""),
    "empty": (b"", b"", ""),
    "long": (b"x" * 4096, b"x" * 200, ""),
    "x86-64": (ELF % 1 + b"\x3e\0", b"", "x86-64"),
    "aarch64": (ELF % 1 + b"\xb7\0", b"", "aarch64"),
    "big-endian": (ELF % 2 + b"\0\x16", b"", "s390x"),
    "other machine": (ELF % 1 + b"\x02\x01", b"", "ELF machine 0x102"),
    "cut": (b"\x7fELF", b"", "ELF machine 0x0"),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_what_the_first_bytes_show(name: str) -> None:
    head, first_line, machine = PROGRAMS[name]
    file = ImageFile("/real/serve", 0o644, len(head), head)
    assert programs.program("/bin/serve", file) == Program("/bin/serve", 0o644, first_line, machine)


MACHINES = {3: "x86", 21: "ppc64", 22: "s390x", 40: "arm", 62: "x86-64", 183: "aarch64", 243: "riscv"}


@pytest.mark.parametrize("number", range(256))
def test_the_machine_of_an_elf_file(number: int) -> None:
    machine = MACHINES.get(number, f"ELF machine {number:#x}")
    for head in (ELF % 1 + number.to_bytes(2, "little"), ELF % 2 + number.to_bytes(2, "big")):
        file = ImageFile("/real/serve", 0o755, len(head), head)
        assert programs.program("/bin/serve", file).machine == machine


@dataclass(frozen=True)
class Files:
    """Files of an image."""

    modes: Mapping[str, int]

    def look_up(self, image: str, paths: Sequence[str]) -> dict[str, ImageFile]:
        assert image == "sha256:x"
        found = {path: self.modes[path] for path in paths if path in self.modes}
        return {path: ImageFile(path, mode & 0o777, 0, b"", bool(mode & 0o40000)) for path, mode in found.items()}


FOUND = {
    "none": ({}, None),
    "first": ({"/a/serve": 0o755, "/b/serve": 0o755}, ("/a/serve", 0o755)),
    "executable": ({"/a/serve": 0o644, "/b/serve": 0o755}, ("/b/serve", 0o755)),
    "not executable": ({"/b/serve": 0o644}, ("/b/serve", 0o644)),
    "folder": ({"/a/serve": 0o40755}, None),
}


@pytest.mark.parametrize("name", FOUND)
def test_the_first_executable_file_is_the_program(name: str) -> None:
    modes, expected = FOUND[name]
    found = programs.look_up(Files(modes), Image("x", "sha256:x", config(path="/a:/b"), 1)).program
    assert (found and (found.path, found.mode)) == expected
