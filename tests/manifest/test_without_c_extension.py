"""Without PyYAML's C extension, a check reports the same: findings, locations and exit codes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
# Runs in another process, because PyYAML decides on its loader when it is imported.
CHECKS = """
import importlib.util, pathlib, sys
sys.modules["yaml._yaml"] = None
import yaml
assert not hasattr(yaml, "CSafeLoader")
spec = importlib.util.spec_from_file_location("make_goldens", sys.argv[1])
goldens = importlib.util.module_from_spec(spec)
spec.loader.exec_module(goldens)
for manifest in goldens.manifests():
    expected = pathlib.Path(f"{manifest}.out").read_text(encoding="utf-8")
    if goldens.check_output(manifest) != expected:
        print(manifest.name, goldens.check_output(manifest), expected)
for source in goldens.sources():
    if goldens.init_output(source) != pathlib.Path(f"{source}.out").read_text(encoding="utf-8"):
        print(source.name, goldens.init_output(source))
"""


def test_goldens() -> None:
    command = [sys.executable, "-c", CHECKS, str(ROOT / "scripts" / "make_goldens.py")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
