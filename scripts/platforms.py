"""Check that each supported platform can install the lock files from wheels alone, with hashes (`make platforms`).

pip resolves each combination of platform and Python without installing anything. It evaluates conditions such as
`sys_platform == "win32"` for the Python that it runs in, so they are evaluated here. Requires access to the package
index.
"""

from __future__ import annotations

import argparse
import itertools
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
PYTHONS = ("3.11", "3.12", "3.13", "3.14")


class Platform(NamedTuple):
    """A platform: the tags that its wheels can have, and the values of its conditions."""

    tags: tuple[str, ...]
    sys_platform: str
    machine: str
    system: str
    os_name: str


# glibc 2.39, as in Ubuntu 24.04, and what is older; pip knows no order of these tags.
_GLIBC = (*(f"manylinux_2_{minor}" for minor in range(39, 4, -1)), "manylinux2014", "manylinux1")
_MACOS_11_UP = tuple(f"macosx_{version}_0" for version in range(14, 10, -1))
PLATFORMS = {
    "Linux x86_64": Platform(tuple(f"{tag}_x86_64" for tag in _GLIBC), "linux", "x86_64", "Linux", "posix"),
    "Linux aarch64": Platform(tuple(f"{tag}_aarch64" for tag in _GLIBC), "linux", "aarch64", "Linux", "posix"),
    "macOS arm64": Platform(tuple(f"{tag}_arm64" for tag in _MACOS_11_UP), "darwin", "arm64", "Darwin", "posix"),
    "macOS x86_64": Platform(
        (*(f"{tag}_x86_64" for tag in _MACOS_11_UP), *(f"macosx_10_{minor}_x86_64" for minor in range(16, 8, -1))),
        *("darwin", "x86_64", "Darwin", "posix"),
    ),
    "Windows amd64": Platform(("win_amd64",), "win32", "AMD64", "Windows", "nt"),
}

# Where the tests run: they need POSIX, and cryptography, which moto requires, has no wheels for Intel Macs any more.
DEVELOPMENT = ("Linux x86_64", "Linux aarch64", "macOS arm64")


def entries(lock: Path) -> Iterator[str]:
    """Yield the entries of a lock file, each with its hashes on several lines."""
    text = re.sub(r"^ *#.*\n", "", lock.read_text("utf-8"), flags=re.MULTILINE)
    yield from (entry.strip() for entry in re.split(r"\n(?=\S)", text) if entry.strip())


def without_condition(entry: str) -> str:
    """Return an entry that always applies."""
    return re.sub(r" *;[^\\\n]*", " ", entry)


def applies(entry: str, platform: Platform, python: str) -> bool:
    """Whether the condition of an entry is true; an entry without one always applies."""
    marker = Requirement(entry.partition("\\")[0].strip()).marker
    environment = {
        "python_version": python,
        "python_full_version": f"{python}.0",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
        "sys_platform": platform.sys_platform,
        "platform_machine": platform.machine,
        "platform_system": platform.system,
        "os_name": platform.os_name,
    }
    return marker is None or marker.evaluate(environment)


def missing(lock: Path, platform: Platform, python: str) -> list[str]:
    """The last error of pip for a combination; empty if it can be installed."""
    chosen = [without_condition(entry) for entry in entries(lock) if applies(entry, platform, python)]
    with tempfile.TemporaryDirectory() as folder:
        requirements = Path(folder, "requirements.txt")
        requirements.write_text("\n".join(chosen) + "\n", "utf-8")
        command = [sys.executable, "-m", "pip", "install", "--dry-run", "--quiet", "--ignore-installed", "--no-deps"]
        command += ["--disable-pip-version-check", "--require-hashes", "--only-binary=:all:", "--target", folder]
        command += [f"--platform={tag}" for tag in platform.tags]
        command += ["--implementation=cp", f"--python-version={python}", "--requirement", str(requirements)]
        done = subprocess.run(command, capture_output=True, text=True)
    return [line for line in done.stderr.splitlines() if line.startswith("ERROR")][-1:] if done.returncode else []


def main() -> int:
    """Print the result of each combination; return 1 if one can't be installed."""
    parser = argparse.ArgumentParser(description="Check that lock files can be installed from wheels.")
    parser.add_argument("locks", nargs="*", default=["runtime", "development"], help="default: runtime development")
    failed = 0
    for lock, name, python in itertools.product(parser.parse_args().locks, PLATFORMS, PYTHONS):
        if lock != "runtime" and name not in DEVELOPMENT:
            continue
        errors = missing(ROOT / "requirements" / f"{lock}.txt", PLATFORMS[name], python)
        failed += bool(errors)
        print(f"{lock}: {name}, Python {python}: {'; '.join(errors) or 'all wheels found'}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
