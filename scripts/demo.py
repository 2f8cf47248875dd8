"""Demonstrates the main workflow without an AWS account (`make demo`): both examples in the sandbox, then a failure."""

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
    """Run all steps; the exit code is 0 if each has the expected exit code."""
    with tempfile.TemporaryDirectory() as folder:
        results = [
            _run_command("Pull request: check offline, without credentials", ("check", *EXAMPLES), 0),
            _run_command("Pull request: check a manifest with a typo", ("check", _manifest_with_typo(Path(folder))), 1),
            _run_action("Release: create both products in the sandbox", "success", EXAMPLES, folder, 0),
            _run_action("Release: the container never responds to /ping", "ping-fails", EXAMPLES[:1], folder, 4),
        ]
    print(f"\n{sum(results)} of {len(results)} steps had the expected exit code.")
    return 0 if all(results) else 1


def _manifest_with_typo(folder: Path) -> str:
    text = (ROOT / EXAMPLES[0]).read_text(encoding="utf-8")
    broken = folder / "model-package.yaml"
    broken.write_text(text.replace("[ml.m5.large, ml.m5.xlarge]", "[ml.m5.lrage]"), encoding="utf-8")
    return str(broken)


def _run_command(title: str, arguments: tuple[str, ...], expected: int) -> bool:
    print(f"\n=== {title}\n$ sagemaker-marketplace {' '.join(arguments)}", flush=True)
    code = subprocess.run([*PROGRAM, *arguments], cwd=ROOT, check=False).returncode
    print(f"(exit code {code})", flush=True)
    return code == expected


def _run_action(title: str, scenario: str, manifests: tuple[str, ...], folder: str, expected: int) -> bool:
    """Run the action's entry point as a GitHub runner does, with files for outputs and the job summary."""
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
            _print_as_runner(line.rstrip("\n"))
    print("\n--- outputs")
    for name, value in _outputs(files["GITHUB_OUTPUT"].read_text(encoding="utf-8")).items():
        print(f"{name}={value}")
    print(f"\n--- job summary (Markdown)\n{files['GITHUB_STEP_SUMMARY'].read_text(encoding='utf-8')}")
    print(f"(exit code {running.returncode})", flush=True)
    return running.returncode == expected


def _print_as_runner(line: str) -> None:
    """Print a line of the log as GitHub shows it: groups and annotations with a title, no other commands."""
    annotation = re.match("::(error|warning|notice).*?::", line)
    if line.startswith("::group::"):
        print(f"▼ {line.removeprefix('::group::')}", flush=True)
    elif annotation:
        print(f"{annotation[1].title()}: {line[annotation.end() :].replace('%0A', chr(10) + '  ')}", flush=True)
    elif not line.startswith("::"):
        print(line, flush=True)


def _outputs(written: str) -> dict[str, str]:
    """Return the outputs in a file of `NAME<<DELIMITER` blocks; the last value of a name wins."""
    blocks = re.findall(r"^([a-z-]+)<<(.+)\n((?:.*\n)*?)\2$", written, re.MULTILINE)
    return {name: value.rstrip("\n") for name, _, value in blocks}


if __name__ == "__main__":
    sys.exit(main())
