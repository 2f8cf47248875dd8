"""Write what `check` prints about each refused manifest in tests/manifests/err; `golden` serves the test, too."""

from __future__ import annotations

import contextlib
import io
import os
from pathlib import Path

from sagemaker_marketplace.cli import run

FOLDER = Path(__file__).resolve().parents[1] / "tests" / "manifests" / "err"
SUFFIXES = (".yaml", ".json", ".bin")


def manifests() -> list[Path]:
    """The refused manifests, by name."""
    return sorted(path for path in FOLDER.iterdir() if path.suffix in SUFFIXES)


def golden(manifest: Path) -> str:
    """Check a manifest from its own folder: both streams, then the exit code; the folder itself is `<workspace>`."""
    printed = io.StringIO()
    with contextlib.chdir(manifest.parent), contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        code = run(["check", manifest.name])
    return printed.getvalue().replace(str(manifest.parent), "<workspace>") + f"exit code {code}\n"


def main() -> None:
    """Rewrite all of them; those of manifests that are gone are removed."""
    # A check inside a workflow is bound to the workflow's workspace and sees its variables.
    for name in [name for name in os.environ if name.startswith("GITHUB_")]:
        del os.environ[name]
    for old in FOLDER.glob("*.out"):
        old.unlink()
    for manifest in manifests():
        Path(f"{manifest}.out").write_text(golden(manifest), encoding="utf-8")


if __name__ == "__main__":
    main()
