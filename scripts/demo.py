"""The main job without an account: both examples in a local AWS, then a failure (`make demo`)."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
PROGRAM = (sys.executable, "-m", "sagemaker_marketplace")
EXAMPLES = ("examples/model-package.yaml", "examples/algorithm.yaml")


def main() -> int:
    """Run the demo; the exit code is 0 when every step ended as it should."""
    with tempfile.TemporaryDirectory() as folder:
        ends = [
            _shell("A pull request: the check, offline and without credentials", ("check", *EXAMPLES), 0),
            _shell("A pull request with a typo", ("check", _typo(Path(folder))), 1),
            _action("A release: the action creates both in a local AWS and watches", "success", EXAMPLES, folder, 0),
            _action("A release whose container never answers /ping", "ping-fails", EXAMPLES[:1], folder, 4),
        ]
    print(f"\n{sum(ends)} of {len(ends)} steps ended as they should.")
    return 0 if all(ends) else 1


def _typo(folder: Path) -> str:
    text = (ROOT / EXAMPLES[0]).read_text(encoding="utf-8")
    broken = folder / "model-package.yaml"
    broken.write_text(text.replace("[ml.m5.large, ml.m5.xlarge]", "[ml.m5.lrage]"), encoding="utf-8")
    return str(broken)


def _shell(title: str, arguments: tuple[str, ...], expected: int) -> bool:
    print(f"\n=== {title}\n$ sagemaker-marketplace {' '.join(arguments)}", flush=True)
    code = subprocess.run([*PROGRAM, *arguments], cwd=ROOT, check=False).returncode
    print(f"(exit code {code})", flush=True)
    return code == expected


def _action(title: str, scenario: str, manifests: tuple[str, ...], folder: str, expected: int) -> bool:
    """Run the action's own entry point as a runner does, with files for outputs and summary."""
    print(f"\n=== {title} (sandbox scenario: {scenario})", flush=True)
    files = {name: Path(folder) / f"{scenario}-{name}" for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
    for file in files.values():
        file.touch()
    inputs = {
        "INPUT_COMMAND": "create",
        "INPUT_MANIFEST": "\n".join(manifests),
        "INPUT_VARIABLES": "VERSION=1.4.0",
        "INPUT_POLL-SECONDS": "0.2",
    }
    runner = {"GITHUB_WORKSPACE": str(ROOT), **{name: str(file) for name, file in files.items()}}
    run = [*PROGRAM, "sandbox", "--scenario", scenario, "--", sys.executable, "-u", "entrypoint.py"]
    with subprocess.Popen(
        run, cwd=ROOT, env={**os.environ, **inputs, **runner}, stdout=subprocess.PIPE, text=True
    ) as running:
        for line in running.stdout or ():
            _as_runner_shows(line.rstrip("\n"))
    print("\n--- outputs")
    for name, value in _outputs(files["GITHUB_OUTPUT"].read_text(encoding="utf-8")).items():
        print(f"{name}={value}")
    print(f"\n--- job summary\n{files['GITHUB_STEP_SUMMARY'].read_text(encoding='utf-8')}")
    print(f"(exit code {running.returncode})", flush=True)
    return running.returncode == expected


def _as_runner_shows(line: str) -> None:
    if line.startswith("::group::"):
        print(f"v {line.removeprefix('::group::')}", flush=True)
    elif line.startswith("::error"):
        print(re.sub("%0A", "\n  ", re.sub("^::error.*?::", "Error: ", line)), flush=True)
    elif line != "::endgroup::":
        print(line, flush=True)


def _outputs(written: str) -> dict[str, str]:
    """The outputs in a file of `NAME<<DELIMITER` blocks; the last one of a name counts."""
    found = re.findall(r"^([a-z-]+)<<(.+)\n((?:.*\n)*?)\2$", written, re.MULTILINE)
    return {name: value.rstrip("\n") for name, _, value in found}


if __name__ == "__main__":
    sys.exit(main())
