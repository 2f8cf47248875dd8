"""Runs tests on mutants, in copies of the repository with a virtual environment each."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import count
from pathlib import Path

from scripts.mutants.sample import ROOT, SOURCE, Mutant, mutated

PACKAGE = "sagemaker_marketplace"
# Tests with a broader view of each package: more of them would find little more and take much longer.
BROADER = {
    "check": ("check", "manifest", "cli"),
    "preflight": ("preflight", "permissions", "report", "cli", "pipeline"),
    "plan": ("create", "pipeline", "preflight", "permissions"),
    "create": ("create", "pipeline", "permissions", "cli"),
    "watch": ("watch", "diagnosis", "pipeline", "report", "create"),
    "diagnosis": ("diagnosis", "pipeline", "watch", "cli"),
    "permissions": ("permissions", "pipeline", "cli"),
    "aws": ("aws", "preflight", "pipeline", "create", "watch"),
    "kinds": ("kinds", "create", "pipeline", "manifest"),
    "manifest": ("manifest", "check", "init", "cli", "report"),
    "report": ("report", "cli", "pipeline"),
    "settings": ("cli", "aws", "pipeline"),
    "init": ("init", "cli"),
    "facts": ("check", "preflight", "cli"),
}
FIRST_SECONDS, BROADER_SECONDS = 120, 300
# Times of modification, different for each write: otherwise Python could use the .pyc file of another mutant.
_times = count(2_000_000_000)


class Copy:
    """A copy of the files that Git knows, with a virtual environment in which the copied package is installed."""

    def __init__(self, folder: Path) -> None:
        """Copy the repository to a new folder."""
        self.folder = folder
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for name in filter(None, listed.split("\0")):
            if (ROOT / name).is_file():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, folder / name, follow_symlinks=False)
        self.python = _environment(folder)
        subprocess.run(["git", "init", "--quiet"], cwd=folder, check=True)
        subprocess.run(["git", "add", "--all"], cwd=folder, check=True)
        subprocess.run([self.python, "-m", "compileall", "-q", "src", "tests"], cwd=folder, check=True)

    def is_killed(self, mutant: Mutant) -> bool:
        """Whether a test fails on the mutant: first the tests of its module run, then those of its package."""
        path = self.folder / SOURCE.relative_to(ROOT) / mutant.module
        original = path.read_text(encoding="utf-8")
        _write(path, mutated(mutant))
        try:
            first = tests_of_module(mutant.module)
            return not self.passes(first, FIRST_SECONDS) or not self.passes(
                [test for test in tests_of_package(mutant.module) if test not in first], BROADER_SECONDS
            )
        finally:
            _write(path, original)

    def passes(self, tests: Sequence[str], seconds: float) -> bool:
        """Whether test files pass in time. Tests of containers are left out."""
        if not tests:
            return True
        # An example that Hypothesis found for one mutant must not be tried first on the next.
        shutil.rmtree(self.folder / ".hypothesis", ignore_errors=True)
        options = ["-x", "-q", "-m", "not container", "--hypothesis-seed=0", "-p", "no:cacheprovider", "--tb=no"]
        running = subprocess.Popen(
            [self.python, "-m", "pytest", *options, *tests],
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            return running.wait(seconds) == 0
        except subprocess.TimeoutExpired:
            return False
        finally:
            _end(running)


@cache
def tests_of_module(module: str) -> list[str]:
    """Return the test files that import a module by name, those in the folder of its package first."""
    dotted = module.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    parent, _, name = dotted.rpartition(".")
    itself, from_parent = rf"{re.escape(dotted)} import", rf"{re.escape(parent)} import .*\b{re.escape(name)}\b"
    imports = re.compile(rf"from {PACKAGE}\.({itself}|{from_parent})")
    own = f"tests/{module.partition('/')[0]}/"
    found = [path for path in _test_files(("",)) if imports.search((ROOT / path).read_text(encoding="utf-8"))]
    return sorted(found, key=lambda path: (not path.startswith(own), path))


@cache
def tests_of_package(module: str) -> list[str]:
    """Return the test files of a package, and of the packages that use it."""
    package = module.partition("/")[0]
    return list(_test_files(BROADER.get(package, (package,))))


def _test_files(folders: Sequence[str]) -> Iterator[str]:
    for folder in folders:
        for path in sorted((ROOT / "tests" / folder).rglob("test_*.py")):
            yield path.relative_to(ROOT).as_posix()


def _environment(folder: Path) -> str:
    """Make a virtual environment with the installed packages of this one, but the copy's source; return its Python."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder / ".venv"], check=True)
    programs, own = Path(sys.executable).parent, folder / ".venv" / "bin"
    packages = next((folder / ".venv").glob("lib/*/site-packages"))
    installed = next((programs.parent).glob("lib/*/site-packages"))
    (packages / "copy.pth").write_text(f"{folder / 'src'}\n{installed}\n", encoding="utf-8")
    for program in programs.iterdir():
        if program.is_file() and not (own / program.name).exists() and program.read_bytes()[:2] == b"#!":
            text = program.read_text(encoding="utf-8")
            (own / program.name).write_text(text.replace(str(programs), str(own)), encoding="utf-8")
            (own / program.name).chmod(0o755)
    return str(own / "python")


def _write(path: Path, content: str) -> None:
    path.write_text(content, encoding="utf-8")
    time = next(_times)
    os.utime(path, (time, time))


def _end(running: subprocess.Popen[bytes]) -> None:
    """End what tests have started and left, such as after the time limit."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(running.pid, signal.SIGKILL)
    running.wait()
