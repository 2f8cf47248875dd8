"""Builds the images of the container tests: a good server, images with one fault each, and images without."""

from __future__ import annotations

import shutil
import struct
import subprocess
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
REPOSITORY = "sagemaker-marketplace-variants"
SERVER = """\
FROM {base}
ENV PYTHONPATH=/app PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PATH=/usr/local/bin:/usr/bin:/bin
COPY server.py recorder.py trainer.py /app/
"""
PACKAGES = f"""\
FROM {REPOSITORY}:server
RUN pip install --no-cache-dir --quiet gunicorn==27.0.1 supervisor==4.3.0 uvicorn==0.54.0
"""


@dataclass(frozen=True)
class Variant:
    """An image of the tests, and the product it is rehearsed in.

    `serve` is the program `serve` of the image, unless `elf` is an ELF machine, or the image has no program; `mode` are
    its permissions, and `files` more files of the image. `image` are lines of the Dockerfile. `has_packages`: gunicorn,
    supervisor and uvicorn are installed. `model` are the files of the product's model, an arrow stands for a symbolic
    link. The product's input is repeated. `changes` are those of its manifest. `expect` is what a rehearsal reports.
    """

    number: str
    fault: str = ""
    serve: str = "#!/usr/bin/env python3\nimport server\nserver.serve()\n"
    mode: str = "755"
    elf: int = 0
    has_program: bool = True
    has_packages: bool = False
    files: Mapping[str, str] = field(default_factory=dict)
    image: str = ""
    model: Mapping[str, str] = field(default_factory=lambda: {"model/model.json": '{"factor": 2}'})
    repeat_input: int = 1
    changes: Mapping[str, Any] = field(default_factory=dict)
    expect: Mapping[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The name of the image."""
        return f"{REPOSITORY}:{self.number}"

    @property
    def programs(self) -> dict[str, tuple[bytes, int]]:
        """Content and permissions of the programs in the image."""
        content = _elf(self.elf) if self.elf else self.serve.encode()
        return {"serve": (content, int(self.mode, 8))} if self.has_program else {}


@dataclass(frozen=True)
class TrainingVariant(Variant):
    """An image that trains and serves: `train` is its program `train`, unless it is empty."""

    train: str = "#!/usr/bin/env python3\nimport trainer\ntrainer.run()\n"
    train_mode: str = "755"
    model: Mapping[str, str] = field(
        default_factory=lambda: {"data/training/a.csv": "1,2\n3,4\n", "data/training/b.csv": "5,6\n"}
    )

    @property
    def name(self) -> str:
        """The name of the image; another process may build the images without a trainer at the same time."""
        return f"{REPOSITORY}-training:{self.number}"

    @property
    def programs(self) -> dict[str, tuple[bytes, int]]:
        """Content and permissions of the programs in the image."""
        train = {"train": (self.train.encode(), int(self.train_mode, 8))} if self.train else {}
        return {**super().programs, **train}


def described(folder: Path = HERE / "variants") -> list[Variant]:
    """Return the images that the files of a folder describe."""
    return [Variant(**entry) for entry in _entries(folder)]


def trainers(folder: Path = HERE / "training_variants") -> list[TrainingVariant]:
    """Return the images with a trainer that the files of a folder describe."""
    return [TrainingVariant(**entry) for entry in _entries(folder)]


def _entries(folder: Path) -> list[dict[str, Any]]:
    entries = [entry for file in sorted(folder.iterdir()) for entry in yaml.safe_load(file.read_text())]
    return [{**entry, "number": str(entry["number"])} for entry in entries]


def build(base: str, variants: Sequence[Variant], folder: Path) -> None:
    """Build images on a base image with Python; the contexts of the builds are written to a folder."""
    build_servers(base, variants, folder)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda variant: build_variant(variant, folder), variants))


def build_servers(base: str, variants: Sequence[Variant], folder: Path) -> None:
    """Build the images that those of the variants are based on."""
    context = folder / "server"
    context.mkdir()
    for name in ("server.py", "recorder.py", "trainer.py"):
        shutil.copy(HERE / "servers" / name, context)
    docker_build(context, f"{REPOSITORY}:server", SERVER.format(base=base))
    if any(variant.has_packages for variant in variants):
        docker_build(context, f"{REPOSITORY}:packages", PACKAGES)


def docker_build(context: Path, tag: str, dockerfile: str = "") -> None:
    """Build an image from a folder; `dockerfile` is written to it first."""
    if dockerfile:
        (context / "Dockerfile").write_text(dockerfile)
    command = ["docker", "build", "--quiet", "--tag", tag, str(context)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, f"{tag}:\n{done.stdout}{done.stderr}"


def build_variant(variant: Variant, folder: Path) -> None:
    """Build the image of a variant, in a new folder of this folder."""
    context = folder / variant.number
    context.mkdir()
    lines = [f"FROM {REPOSITORY}:{'packages' if variant.has_packages else 'server'}"]
    for name, (content, mode) in variant.programs.items():
        (context / name).write_bytes(content)
        (context / name).chmod(mode)
        lines.append(f"COPY {name} /usr/local/bin/")
    for path, text in variant.files.items():
        (context / Path(path).name).write_text(text)
        lines.append(f"COPY {Path(path).name} {path}")
    docker_build(context, variant.name, "\n".join([*lines, variant.image]))


def _elf(machine: int) -> bytes:
    """Return the header of a 64-bit little-endian ELF program for a processor."""
    fields = struct.pack("<HHIQQQIHHHHHH", 2, machine, 1, 0, 0, 0, 0, 64, 0, 0, 0, 0, 0)
    return b"\x7fELF\x02\x01\x01".ljust(16, b"\0") + fields
