"""Without PyYAML's C extension, a check reports the same: findings, locations and exit codes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
# Runs in another process, because PyYAML decides on its loader when it is imported.
CHECKS = """
import pathlib, sys
sys.modules["yaml._yaml"] = None
import yaml
assert not hasattr(yaml, "CSafeLoader")
from scripts import make_goldens as goldens
for manifest in goldens.manifests():
    expected = pathlib.Path(f"{manifest}.out").read_text(encoding="utf-8")
    if goldens.check_output(manifest) != expected:
        print(manifest.name, goldens.check_output(manifest), expected)
for source in goldens.sources():
    if goldens.init_output(source) != pathlib.Path(f"{source}.out").read_text(encoding="utf-8"):
        print(source.name, goldens.init_output(source))
"""


def test_goldens() -> None:
    done = subprocess.run([sys.executable, "-c", CHECKS], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
