"""An interrupt in a finalizer, where Python drops exceptions, ends the run all the same."""

from __future__ import annotations

import subprocess
import sys

import pytest

PROGRAM = """
import os, signal, sys, time
from sagemaker_marketplace import runner

class Finalized:
    def __del__(self):
        os.kill(os.getpid(), getattr(signal, sys.argv[1]))
        for _ in range(1000):
            pass

runner.handle_signals()
try:
    Finalized()
    time.sleep(30)
    print("the run continued")
except runner.Interrupted as interrupt:
    print(f"interrupted by {interrupt}")
"""
OTHER = """
from sagemaker_marketplace import runner

class Finalized:
    def __del__(self):
        raise ValueError("a bug")

runner.handle_signals()
Finalized()
print("the run continued")
"""


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_an_interrupt_in_a_finalizer_is_not_lost(name: str) -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM, name], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == (f"interrupted by {name}\n", "")


def test_other_exceptions_in_a_finalizer_are_reported_as_usual() -> None:
    done = subprocess.run([sys.executable, "-c", OTHER], capture_output=True, text=True)
    assert done.stdout == "the run continued\n"
    assert done.stderr.splitlines()[-1] == "ValueError: a bug"
