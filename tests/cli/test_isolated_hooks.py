"""The hooks of pre-commit import nothing of the repository that they check."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
HOOKS = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())}
VALID = (ROOT / "tests" / "manifests" / "ok" / "algorithm.yaml").read_text()


def command(hook: str) -> list[str]:
    """Return a hook's command with this machine's program, as pre-commit splits it."""
    words = shlex.split(HOOKS[hook]["entry"])
    programs = {
        "python3": sys.executable,
        "sagemaker-marketplace": str(Path(sys.executable).parent / "sagemaker-marketplace"),
    }
    return [programs.get(word, word.replace("/app", str(ROOT / "src"))) for word in words]


@pytest.mark.parametrize("hook", HOOKS)
@pytest.mark.parametrize(
    "module", ["yaml/__init__.py", "yaml.py", "argparse.py", "sagemaker_marketplace.py", "json.py"]
)
def test_no_module_of_the_repository_is_imported(hook: str, module: str, tmp_path: Path) -> None:
    (tmp_path / module).parent.mkdir(exist_ok=True)
    (tmp_path / module).write_text("print('the repository ran this'); raise SystemExit(0)\n")
    (tmp_path / "sagemaker-marketplace.yaml").write_text(VALID.replace("kind: Algorithm", "kind: Model"))
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    ended = subprocess.run(
        [*command(hook), "sagemaker-marketplace.yaml"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 1, ended.stderr
    assert "the repository ran this" not in ended.stdout + ended.stderr
    assert "1 manifest checked" in ended.stdout


def test_every_interpreter_is_isolated() -> None:
    for hook in HOOKS.values():
        words = shlex.split(hook["entry"])
        assert "python3" not in words or words[words.index("python3") + 1] == "-I"
    for name in ("entrypoint.py", "post.py"):
        assert (ROOT / name).read_text().startswith("#!/usr/local/bin/python3 -I")
