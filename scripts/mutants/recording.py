"""Which tests run which lines: recorded once, so that each mutant is tried with the tests that can detect it."""

from __future__ import annotations

import json
import os
import subprocess
import xml.etree.ElementTree as ElementTree
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

PACKAGE = "sagemaker_marketplace"
# Tests that take long because they repeat what others show: by brute force, or in many random variants. What only they
# detect, such as one of a thousand interleavings, does not count here.
LEFT_OUT = (
    *("container", "sandbox", "test_architecture.py", "test_language.py", "test_regular_expressions.py"),
    *("test_structure.py", "check/test_arbitrary_manifests.py", "check/test_memory.py", "cli/test_fuzz.py"),
    *("create/test_interleavings.py", "pipeline/test_kills.py", "pipeline/test_twice.py"),
    *("report/test_machine_format_escapes.py", "report/test_relay_blocks.py", "report/test_workflow_commands.py"),
)
# Processor time in seconds for the tests of a line, and for the other tests of its module.
LINE_SECONDS, MODULE_SECONDS = 10.0, 60.0
CONFIGURATION = f"""\
[run]
dynamic_context = test_function
source_pkgs = {PACKAGE}
concurrency = thread
"""


@dataclass(frozen=True)
class Recording:
    """The tests by module and line, and the seconds that each test takes. A test is `file::function`."""

    tests: Mapping[str, Mapping[int, frozenset[str]]]
    seconds: Mapping[str, float]

    def of_line(self, module: str, line: int) -> list[str]:
        """Return the tests that run a line, the fastest first."""
        return self._fastest(self.tests.get(module, {}).get(line, frozenset()), LINE_SECONDS)

    def of_module(self, module: str, line: int) -> list[str]:
        """Return the other tests that run a part of the module, and those in the folder of its package.

        A value is often used elsewhere, or kept; a constant is read on import, and some tests start other processes.
        """
        lines = self.tests.get(module, {})
        folder = f"tests/{module.partition('/')[0]}/"
        others = {test for tests in lines.values() for test in tests}
        others |= {test for test in self.seconds if test.startswith(folder)}
        return self._fastest(frozenset(others) - lines.get(line, frozenset()), MODULE_SECONDS)

    def _fastest(self, tests: frozenset[str], limit: float) -> list[str]:
        chosen = []
        for test in sorted(tests, key=lambda test: (self.seconds.get(test, 0.0), test)):
            limit -= self.seconds.get(test, 0.0)
            if limit < 0:
                break
            chosen.append(test)
        return chosen


def record(python: str, folder: Path, chosen: Sequence[str] = ()) -> Recording:
    """Run the tests of a copy of the repository and record the lines; `chosen` are files and folders, default: all.

    A test that fails is not used: the recorder changes what some of them see, such as the current directory. Raises
    CalledProcessError if the tests can't run at all.
    """
    (folder / "coverage.ini").write_text(CONFIGURATION, encoding="utf-8")
    common = ("--rcfile=coverage.ini", "--data-file=recorded")
    options = ["-q", "-m", "not container", "--hypothesis-seed=0", "-p", "no:cacheprovider", "--junitxml=times.xml"]
    options += [f"--ignore=tests/{name}" for name in LEFT_OUT]
    coverage = [python, "-m", "coverage"]
    before = os.times()
    subprocess.run([*coverage, "run", *common, "-m", "pytest", *options, *chosen], cwd=folder, check=False)
    after = os.times()
    subprocess.run([*coverage, "json", *common, "-q", "--show-contexts", "-o", "recorded.json"], cwd=folder, check=True)
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return _read(folder, used)


def _read(folder: Path, used: float) -> Recording:
    """Read what was recorded; `used` is the processor time, which other programs on the machine do not prolong."""
    seconds: dict[str, float] = {}
    failed: set[str] = set()
    files = {path.relative_to(folder).as_posix() for path in (folder / "tests").rglob("*.py")}
    for case in ElementTree.parse(folder / "times.xml").iter("testcase"):  # noqa: S314 - written by pytest
        module = str(case.get("classname")).replace(".", "/")
        test = f"{module}.py::{str(case.get('name')).partition('[')[0]}"
        if case.find("failure") is not None:
            failed.add(test)
        seconds[test] = seconds.get(test, 0.0) + float(case.get("time", 0))
    source = f"src/{PACKAGE}/"
    recorded = json.loads((folder / "recorded.json").read_text(encoding="utf-8"))["files"]
    tests = {
        name.removeprefix(source): {
            int(line): frozenset(_tests(contexts, files)) - failed for line, contexts in data["contexts"].items()
        }
        for name, data in recorded.items()
    }
    share = min(1.0, used / (sum(seconds.values()) or 1.0))
    return Recording(tests, {test: share * elapsed for test, elapsed in seconds.items() if test not in failed})


def _tests(contexts: Iterable[str], files: Container[str]) -> Iterator[str]:
    """Yield the tests among contexts such as `tests.create.test_compare.test_a_tag`."""
    for context in contexts:
        module, _, function = context.rpartition(".")
        path = f"{module.replace('.', '/')}.py"
        if path in files:
            yield f"{path}::{function}"


def save(recording: Recording, path: Path) -> None:
    """Write a recording to a file, for further samples of the same source."""
    tests = {
        module: {line: sorted(names) for line, names in lines.items()} for module, lines in recording.tests.items()
    }
    path.write_text(json.dumps({"tests": tests, "seconds": dict(recording.seconds)}), encoding="utf-8")


def load(path: Path) -> Recording:
    """Read a file that `save` wrote."""
    data = json.loads(path.read_text(encoding="utf-8"))
    tests = {
        module: {int(line): frozenset(names) for line, names in lines.items()}
        for module, lines in data["tests"].items()
    }
    return Recording(tests, data["seconds"])
