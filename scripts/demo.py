"""Demonstrates the main workflow without an AWS account (`make demo`): both examples in the sandbox, then a failure."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
PROGRAM = (sys.executable, "-m", "sagemaker_marketplace")
EXAMPLES = ("examples/model-package.yaml", "examples/algorithm.yaml")
VARIABLES = ("--var", "VERSION=1.4.0")
_OUTPUT_LENGTH = 100
NEXT = """\
What to try next:
  sagemaker-marketplace init my-product.yaml              a manifest of your own
  sagemaker-marketplace check my-product.yaml             what is still to fill in
  sagemaker-marketplace sandbox --scenario list           what else can go wrong in the sandbox
README.md has the workflows for pull requests and releases. `.venv/bin` has the command."""


def main() -> int:
    """Run all steps; the exit code is 0 if each has the expected exit code."""
    with tempfile.TemporaryDirectory() as folder:
        typo = _manifest_with_typo(Path(folder))
        results = [
            _run_command(
                "Pull request: check both examples",
                "Offline and without credentials. There is nothing to fix, so only the counts are printed.",
                ("check", *EXAMPLES),
                0,
            ),
            _run_command(
                "Pull request: check a manifest with a typo",
                "The finding shows line, rule and fix. In a workflow it is an annotation on the changed line.",
                ("check", typo.name),
                1,
                typo.parent,
            ),
            _run_command(
                "Before a release: plan",
                "What create would do in this account (here: the sandbox), and what the validation costs.",
                ("sandbox", "--", *PROGRAM, "plan", *VARIABLES, EXAMPLES[1]),
                0,
            ),
            _run_action(
                "Release: create both products",
                "The log of the action in the sandbox. ▶ is a folded group, which GitHub unfolds on a click.",
                ("success", EXAMPLES),
                folder,
                0,
            ),
            _run_action(
                "Release: the container never responds to /ping",
                "The validation fails: the log names cause, fix and manifest line.",
                ("ping-fails", EXAMPLES[:1]),
                folder,
                4,
            ),
        ]
    print(f"\n{sum(results)} of {len(results)} steps had the expected exit code.\n\n{NEXT}")
    return 0 if all(results) else 1


def _manifest_with_typo(folder: Path) -> Path:
    text = (ROOT / EXAMPLES[0]).read_text(encoding="utf-8")
    broken = folder / "model-package.yaml"
    broken.write_text(text.replace("[ml.m5.large, ml.m5.xlarge]", "[ml.m5.lrage]"), encoding="utf-8")
    return broken


def _print_heading(title: str, about: str) -> None:
    print(f"\n=== {title}\n    {about}\n", flush=True)


def _run_command(title: str, about: str, arguments: tuple[str, ...], expected: int, folder: Path = ROOT) -> bool:
    _print_heading(title, about)
    shown = " ".join(arguments).replace(" ".join(PROGRAM), "sagemaker-marketplace")
    print(f"$ sagemaker-marketplace {shown}", flush=True)
    code = subprocess.run([*PROGRAM, *arguments], cwd=folder, check=False).returncode
    print(f"(exit code {code})", flush=True)
    return code == expected


def _run_action(title: str, about: str, run: tuple[str, tuple[str, ...]], folder: str, expected: int) -> bool:
    """Run the action's entry point as a GitHub runner does, with files for outputs and the job summary."""
    scenario, manifests = run
    _print_heading(f"{title} (sandbox scenario: {scenario})", about)
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
    command = [*PROGRAM, "sandbox", "--scenario", scenario, "--", sys.executable, "-u", "entrypoint.py"]
    with subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **inputs, **runner}, stdout=subprocess.PIPE, text=True
    ) as running:
        for line in shown_by_runner(line.rstrip("\n") for line in running.stdout or ()):
            print(line, flush=True)
    print("\n--- outputs for later steps")
    for name, value in outputs(files["GITHUB_OUTPUT"].read_text(encoding="utf-8")).items():
        print(f"{name}={value if len(value) <= _OUTPUT_LENGTH else f'{value[:_OUTPUT_LENGTH]}…'}")
    print("\n--- job summary (Markdown)")
    print("\n".join(without_details(files["GITHUB_STEP_SUMMARY"].read_text(encoding="utf-8"))))
    print(f"\n(exit code {running.returncode})", flush=True)
    return running.returncode == expected


def shown_by_runner(lines: Iterable[str]) -> Iterator[str]:
    """Yield the lines of a log as GitHub shows them: groups folded, except those of jobs; annotations with a title."""
    folded: list[str] | None = None
    for line in lines:
        annotation = re.match("::(error|warning|notice).*?::", line)
        if line.startswith("::group::"):
            title = line.removeprefix("::group::")
            folded = None if title.startswith("watch ") else []
            if folded is None:
                yield f"▼ {title}"
            else:
                folded.append(title)
        elif line == "::endgroup::" and folded:
            title, number = folded[0], len(folded) - 1
            yield f"▶ {title} ({number} {'line' if number == 1 else 'lines'})"
            folded = None
        elif annotation:
            yield f"{annotation[1].title()}: {line[annotation.end() :].replace('%0A', chr(10) + '  ')}"
        elif line.startswith("::"):
            continue
        elif folded is not None:
            folded.append(line)
        else:
            yield line


def without_details(summary: str) -> list[str]:
    """Return the lines of a job summary with only the titles of its collapsed sections."""
    lines: list[str] = []
    is_collapsed = False
    for line in summary.rstrip("\n").split("\n"):
        if line.startswith("<details><summary>"):
            title = line.removeprefix("<details><summary>").removesuffix("</summary>")
            lines.append(f"▶ {title}")
            is_collapsed = True
        elif line == "</details>":
            is_collapsed = False
        elif not is_collapsed and (line or lines[-1:] != [""]):
            lines.append(line)
    return lines


def outputs(written: str) -> dict[str, str]:
    """Return the outputs in a file of `NAME<<DELIMITER` blocks; the last value of a name wins."""
    blocks = re.findall(r"^([a-z-]+)<<(.+)\n((?:.*\n)*?)\2$", written, re.MULTILINE)
    return {name: value.rstrip("\n") for name, _, value in blocks}


if __name__ == "__main__":
    sys.exit(main())
