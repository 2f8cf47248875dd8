"""Runs tests on mutants, in copies of the repository with a virtual environment each."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from itertools import count
from pathlib import Path
from typing import TextIO, cast

from scripts.mutants.recording import PACKAGE, Recording
from scripts.mutants.sample import ROOT, Mutant, mutated

# What detects a mutant that is not the failure of a test.
SURVIVED, TIMED_OUT, COLLECTION = "", "time limit", "the tests can't be collected"
_FAILED = re.compile(r"^(?:FAILED|ERROR) ([^\s\[]+)", re.MULTILINE)
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
        self._server = subprocess.Popen(
            [self.python, "-m", "scripts.mutants.pytest_server"],
            cwd=folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._requests, self._responses = cast(TextIO, self._server.stdin), cast(TextIO, self._server.stdout)

    def detected_by(self, mutant: Mutant, recorded: Recording) -> str:
        """Return the first test that fails on a mutant, TIMED_OUT, or SURVIVED.

        The tests that run its line come first, then others that run its module.
        """
        path = self.folder / "src" / PACKAGE / mutant.module
        original = path.read_text(encoding="utf-8")
        _write(path, mutated(mutant, original))
        try:
            for tests in (getattr(recorded, part)(mutant.module, mutant.line) for part in ("of_line", "of_module")):
                failed = self.failures(tests, "-x") if tests else []
                if failed:
                    return failed[0]
            return SURVIVED
        finally:
            _write(path, original)

    def failures(self, tests: Sequence[str], *options: str) -> list[str]:
        """Run tests and return those that fail, without their parameters; TIMED_OUT if they take too long.

        Raises RuntimeError if pytest can't run them, such as tests of an old recording.
        """
        # An example that Hypothesis found for one mutant must not be tried first on the next.
        shutil.rmtree(self.folder / ".hypothesis", ignore_errors=True)
        options = (
            *options,
            "-q",
            "-m",
            "not container",
            "--hypothesis-seed=0",
            "-p",
            "no:cacheprovider",
            "--tb=no",
            "--assert=plain",
        )
        print(json.dumps([*options, *tests]), file=self._requests, flush=True)
        code, output = json.loads(self._responses.readline())
        if code < 0:
            return [TIMED_OUT]
        failed = list(dict.fromkeys(_FAILED.findall(output)))
        if "ERROR: not found" in output:
            raise RuntimeError(f"pytest ended with {code}: {output}")
        return failed or ([COLLECTION] if code else [])

    def close(self) -> None:
        """End the server of tests."""
        self._server.communicate()


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
