"""The fuzzers find nothing: `.ci/run` runs each for FUZZ_SECONDS; a scheduled workflow runs them for longer.

The environment .venv-fuzz (`make .venv-fuzz/ready`) has atheris, which exists for CPython 3.11 to 3.14 on Linux and
x86_64 only.
"""

from __future__ import annotations

import os
import platform
import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.fuzz.test_corpus import TARGETS

ROOT = Path(__file__).resolve().parents[2]
PYTHON = ROOT / ".venv-fuzz" / "bin" / "python"
SECONDS = int(os.environ.get("FUZZ_SECONDS", "0"))
HAS_ATHERIS = (sys.platform, platform.machine()) == ("linux", "x86_64")
REASON = "atheris has no wheels for this platform" if SECONDS else "set FUZZ_SECONDS, as .ci/run does, or make fuzzers"
BUG = """
import sys
from fuzz import __main__ as fuzzers, relay

def fuzz(content: bytes) -> None:
    assert b"::" not in content, "a planted bug"

relay.fuzz = fuzz
fuzzers.warm_up = lambda *_: None
fuzzers.main()
"""

pytestmark = pytest.mark.skipif(not (SECONDS and HAS_ATHERIS), reason=REASON)


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    return subprocess.run([PYTHON, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True)


@pytest.mark.parametrize("target", TARGETS)
def test_a_fuzzer_finds_nothing(target: str, tmp_path: Path) -> None:
    done = run("-m", "fuzz", target, f"--seconds={SECONDS}", f"--found={tmp_path / target}")
    assert done.returncode == 0, done.stdout + done.stderr
    executed = re.search(r"stat::number_of_executed_units: (\d+)", done.stderr)
    assert executed, done.stderr
    print(f"{target}: {executed[1]} inputs in {SECONDS} s")
    assert int(executed[1]) > SECONDS


def test_a_fuzzer_finds_a_bug(tmp_path: Path) -> None:
    done = run("-c", BUG, "relay", "--seconds=20", f"--found={tmp_path / 'relay'}")
    assert (done.returncode, "a planted bug" in done.stdout + done.stderr) == (77, True), done.stdout + done.stderr
    assert [b"::" in path.read_bytes() for path in tmp_path.glob("relay-crash-*")] == [True]
