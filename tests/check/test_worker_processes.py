"""Worker processes change nothing about the check of many manifests but its duration, whatever happens to them."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sagemaker_marketplace.check.worker_processes import number_of_workers

ROOT = Path(__file__).parents[2]
PROGRAM = Path(__file__).with_name("many_manifests.py")
EXAMPLE = (ROOT / "examples" / "model-package.yaml").read_text(encoding="utf-8")
# With these, workers check 004.yaml and later ones.
NAMES = [f"{number:03}.yaml" for number in range(1, 13)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with manifests, of which the first has a finding and the last creates the same resource as another."""
    for name in NAMES:
        text = EXAMPLE.replace("churn-scorer-", f"churn-{name[:3]}-")
        (tmp_path / name).write_text(text, encoding="utf-8")
    first, last = tmp_path / NAMES[0], tmp_path / NAMES[-1]
    first.write_text(first.read_text("utf-8").replace("ml.m5.large", "ml.m99.large", 1), encoding="utf-8")
    shutil.copy(tmp_path / NAMES[10], last)
    return tmp_path


def environment(workers: int, **variables: str) -> dict[str, str]:
    return {**os.environ, "WORKERS": str(workers), **variables}


def run(folder: Path, workers: int, *arguments: str, stdin: str = "", **variables: str) -> tuple[int, str, str]:
    """Check manifests; return the exit code and what the program prints to standard output and standard error."""
    command = [sys.executable, str(PROGRAM), "check", "--var", "VERSION=1", *arguments]
    variables = environment(workers, **variables)
    done = subprocess.run(
        command, cwd=folder, env=variables, input=stdin, capture_output=True, text=True, encoding="utf-8"
    )
    return done.returncode, done.stdout, done.stderr


def test_the_output_is_the_same_for_manifests_of_all_kinds(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "tests" / "manifests", tmp_path / "manifests")
    shutil.copytree(ROOT / "examples", tmp_path / "examples", ignore=lambda *_: {"README.md"})
    # The file that does not exist ends the run.
    names = sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.yaml"))
    arguments = [*names[:5], "-", *names[5:], names[3].replace("/", "//"), "missing.yaml", names[0]]
    serial, parallel = (run(tmp_path, workers, *arguments, stdin=EXAMPLE) for workers in (1, 2))
    assert parallel == serial
    code, printed, errors = serial
    lines = printed.splitlines()
    assert (code, errors) == (2, "")
    assert len(lines) > 500
    assert lines[-2] == f"sagemaker-marketplace: file not found: missing.yaml (searched in {tmp_path})"


def test_a_bug_in_a_rule_is_reported_in_the_same_words(folder: Path) -> None:
    serial, parallel = (run(folder, workers, *NAMES, FAULTY="009.yaml", FAULT="bug") for workers in (1, 2))
    assert parallel == serial
    assert serial[0] == 70
    assert "sagemaker-marketplace: internal error: ZeroDivisionError: by zero" in serial[1].splitlines()


def test_without_workers_the_program_checks_the_rest_itself(folder: Path) -> None:
    code, printed, _ = run(folder, 1, *NAMES)
    assert code == 1
    assert "011.yaml also creates churn-011-1 in us-east-2" in printed
    for fault, debug in (("killed", "worker processes failed: "), ("no semaphores", "no worker processes: ")):
        parallel = run(folder, 2, *NAMES, "--verbose", FAULTY="009.yaml", FAULT=fault)
        assert parallel[:2] == (code, printed)
        assert debug in parallel[2]
        assert "Traceback" not in parallel[2]


def group_exists(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no process groups of this kind")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL], ids=lambda number: number.name)
def test_no_process_outlives_the_program(folder: Path, number: signal.Signals) -> None:
    command = [sys.executable, str(PROGRAM), "check", "--var", "VERSION=1", "--format", "jsonl", *NAMES]
    variables = environment(2, FAULTY="009.yaml", FAULT="slow")
    with subprocess.Popen(
        command, cwd=folder, env=variables, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        start_new_session=True,
    ) as process:  # fmt: skip
        assert process.stdout
        # The manifests before 008.yaml are printed while the check of another one continues.
        while '"stage_finished", "stage": "check", "manifest": "007.yaml"' not in process.stdout.readline():
            assert process.poll() is None
        if number == signal.SIGINT:
            os.killpg(process.pid, number)  # as a terminal does
        else:
            process.send_signal(number)
        output, errors = process.communicate(timeout=30)
    polls = iter(range(3000))
    while group_exists(process.pid):
        assert next(polls, None) is not None, "a process remains"
        time.sleep(0.01)
    if number == signal.SIGKILL:  # Python's own tracker of semaphores prints what it cleaned up
        assert process.returncode == -number
        return
    assert (process.returncode, errors) == (130, "")
    failure, end = output.splitlines()[-2:]
    assert f'"message": "interrupted by {number.name}", "exit_code": 130, "hint": "nothing was changed"' in failure
    assert end.startswith('{"type": "run_finished"')


def test_the_number_of_workers_is_bounded() -> None:
    assert 1 <= number_of_workers() <= 8
