"""Builds the images of the container tests: a good server, and the variants of it that are described in `variants`."""

from __future__ import annotations

import shutil
import struct
import subprocess
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
REPOSITORY = "sagemaker-marketplace-variants"
GOOD = "#!/usr/bin/env python3\nimport server\nserver.serve()\n"
SERVER = """\
FROM {base}
ENV PYTHONPATH=/app PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
COPY server.py /app/
"""
PACKAGES = f"""\
FROM {REPOSITORY}:server
RUN pip install --no-cache-dir --quiet gunicorn==27.0.1 supervisor==4.3.0 uvicorn==0.54.0
"""


def name(variant: dict[str, Any]) -> str:
    """Return the name of a variant's image."""
    return f"{REPOSITORY}:{variant['number']}"


def build(base: str, variants: Sequence[dict[str, Any]], folder: Path) -> None:
    """Build the variants' images on a base image with Python; the contexts of the builds are put into a folder."""
    (folder / "server").mkdir()
    shutil.copy(HERE / "images" / "server.py", folder / "server")
    docker_build(folder / "server", f"{REPOSITORY}:server", SERVER.format(base=base))
    (folder / "packages").mkdir()
    docker_build(folder / "packages", f"{REPOSITORY}:packages", PACKAGES)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda variant: _build_variant(variant, folder / str(variant["number"])), variants))


def docker_build(context: Path, tag: str, dockerfile: str) -> None:
    """Build an image from a folder, which gets the Dockerfile."""
    (context / "Dockerfile").write_text(dockerfile)
    command = ["docker", "build", "--quiet", "--tag", tag, str(context)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, f"{tag}:\n{done.stdout}{done.stderr}"


def _build_variant(variant: dict[str, Any], context: Path) -> None:
    context.mkdir()
    lines = [f"FROM {REPOSITORY}:{'packages' if variant.get('packages') else 'server'}"]
    if variant["number"] != 1:
        content = _elf(variant["elf"]) if "elf" in variant else variant.get("serve", GOOD).encode()
        (context / "serve").write_bytes(content)
        (context / "serve").chmod(int(variant.get("mode", "755"), 8))
        lines.append("COPY serve /usr/local/bin/")
    for path, text in variant.get("files", {}).items():
        (context / Path(path).name).write_text(text)
        lines.append(f"COPY {Path(path).name} {path}")
    docker_build(context, name(variant), "\n".join([*lines, variant.get("image", "")]))


def _elf(machine: int) -> bytes:
    """Return the header of a 64-bit little-endian ELF program for a processor."""
    fields = struct.pack("<HHIQQQIHHHHHH", 2, machine, 1, 0, 0, 0, 0, 64, 0, 0, 0, 0, 0)
    return b"\x7fELF\x02\x01\x01".ljust(16, b"\0") + fields
