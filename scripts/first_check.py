"""Measure a newcomer's way to the first green check: clone, install, `init`, replace the placeholders, `check`.

Run it from a clone: `python scripts/first_check.py`. It needs git, network access to the package index, and nothing
that the clone has installed. It prints the seconds of each step; the exit code is 0 if the check succeeds.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parent.parent
MANIFEST = "sagemaker-marketplace.yaml"
# What a newcomer writes for the placeholders, by the value that has them.
VALUES = {
    r"<[^>]*>\.dkr\.ecr\.([^.]*)\.amazonaws\.com/.*": r"123456789012.dkr.ecr.\1.amazonaws.com/churn:1.0",
    r"arn:aws:iam::<.*": "arn:aws:iam::123456789012:role/validation",
    r"<s3://bucket/(.*)>(.*)": r"s3://my-bucket/\1\2",
}


def main() -> int:
    """Take all steps in a temporary folder."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        clone, product = folder / "clone", folder / "product"
        product.mkdir()
        program = folder / "venv" / "bin" / "sagemaker-marketplace"
        steps: dict[str, Callable[[], int]] = {
            "git clone": lambda: _run(folder, "git", "clone", "--quiet", ROOT, clone),
            "python -m venv": lambda: _run(folder, sys.executable, "-m", "venv", folder / "venv"),
            "pip install": lambda: _run(clone, program.with_name("pip"), "install", "--quiet", "."),
            "init": lambda: _run(product, program, "init", MANIFEST),
            "replace the placeholders": lambda: replace_placeholders(product / MANIFEST),
            "check": lambda: _run(product, program, "check"),
        }
        started = time.monotonic()
        for title, step in steps.items():
            print(f"\n=== {title}", flush=True)
            begun = time.monotonic()
            code = step()
            print(f"({time.monotonic() - begun:.1f} s)", flush=True)
            if code:
                return code
        print(f"\nFrom git clone to the first green check: {time.monotonic() - started:.1f} s")
    return 0


def _run(folder: Path, *command: str | Path) -> int:
    return subprocess.run(command, cwd=folder, check=False).returncode


def replace_placeholders(manifest: Path) -> int:
    """Write a value for each placeholder of a new manifest; return the exit code of the step."""
    text = manifest.read_text(encoding="utf-8")
    for pattern, value in VALUES.items():
        text = re.sub(pattern, value, text)
    manifest.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
