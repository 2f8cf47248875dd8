"""The main job without an account: both examples in a local AWS, then a failure (`make demo`)."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
PROGRAM = (sys.executable, "-m", "sagemaker_marketplace")
EXAMPLES = ("examples/model-package.yaml", "examples/algorithm.yaml")


def main() -> int:
    """Run the demo; the exit code is 0 when everything ended as it should."""
    ends = [
        _step("A pull request: check, offline and without credentials", ["check", *EXAMPLES], 0),
        _step("A typo in a pull request", ["check", _typo()], 1),
        _step("A release: create both in a local AWS and watch", _release("happy", *EXAMPLES), 0),
        _step("A release whose container does not answer /ping", _release("ping-fails", EXAMPLES[0]), 4),
    ]
    print(f"\n{sum(ends)} of {len(ends)} steps ended as they should.")
    return 0 if all(ends) else 1


def _release(scenario: str, *manifests: str) -> list[str]:
    create = [*PROGRAM, "create", "--var", "VERSION=1.4.0", "--poll-seconds", "0.2", *manifests]
    return ["sandbox", "--scenario", scenario, "--", *create, "--report-file", _report(), "--summary"]


def _report() -> str:
    return str(Path(tempfile.gettempdir()) / "sagemaker-marketplace-report.json")


def _typo() -> str:
    text = (ROOT / EXAMPLES[0]).read_text(encoding="utf-8")
    broken = Path(tempfile.mkdtemp()) / "model-package.yaml"
    broken.write_text(text.replace("[ml.m5.large, ml.m5.xlarge]", "[ml.m5.lrage]"), encoding="utf-8")
    return str(broken)


def _step(title: str, arguments: list[str], expected: int) -> bool:
    print(f"\n=== {title}", flush=True)
    shown = " ".join(part for part in arguments).replace(" ".join(PROGRAM), "sagemaker-marketplace")
    print(f"$ sagemaker-marketplace {shown}", flush=True)
    code = subprocess.run([*PROGRAM, *arguments], cwd=ROOT, check=False).returncode
    print(f"(exit code {code})", flush=True)
    return code == expected


if __name__ == "__main__":
    sys.exit(main())
