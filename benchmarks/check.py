"""Benchmarks the check: one process compared with a bare interpreter start, and many manifests in one process.

Only ratios are meaningful: times differ between machines. Run it on an idle machine: `make bench`.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
PROGRAM = Path(sys.executable).parent / "sagemaker-marketplace"
EXAMPLE = ROOT / "examples" / "model-package.yaml"
PAIRS = 40
MANY = 1000
# Without bytecode on disk, the benchmark would measure the compiler.
ENVIRONMENT = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}


def main() -> None:
    """Print both results with their budgets."""
    check, bare = [str(PROGRAM), "check", str(EXAMPLE)], [sys.executable, "-c", "pass"]
    for command in (check, bare):
        _seconds(command)
    ratios = [_seconds(check) / _seconds(bare) for _ in range(PAIRS)]
    low, middle, high = min(ratios), statistics.median(ratios), max(ratios)
    print(f"check of one manifest / bare interpreter start: {middle:.2f} (min {low:.2f}, max {high:.2f}); budget 3")
    _many()


def _seconds(command: list[str]) -> float:
    began = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True, env=ENVIRONMENT)
    return time.perf_counter() - began


def _many() -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        for number in range(MANY):
            (Path(folder) / f"{number:04}.yaml").write_text(
                text.replace("churn-scorer-", f"churn-{number}-"), encoding="utf-8"
            )
        few = _seconds([str(PROGRAM), "check", f"{folder}/00[0-9]*.yaml"])
        all_of_them = _seconds([str(PROGRAM), "check", f"{folder}/*.yaml"])
    print(f"check of {MANY:,} manifests, one process: {MANY / all_of_them:.0f} per second; budget 150")
    print(f"time of {MANY:,} / time of {MANY // 10}: {all_of_them / few:.1f}; linear is at most 10")


if __name__ == "__main__":
    main()
