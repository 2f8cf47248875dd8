"""Demonstrates the main workflow without an AWS account (`make demo`): both examples in the sandbox, then a failure.

With a container engine, real containers validate them; without one, the sandbox simulates the validations.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from scripts import demo_containers as containers

ROOT = Path(__file__).parent.parent
PROGRAM = (sys.executable, "-m", "sagemaker_marketplace")
EXAMPLES = ("examples/model-package.yaml", "examples/algorithm.yaml")
VERSION, BROKEN_VERSION = "1.4.0", "1.4.1"
VARIABLES, POLL = ("--var", f"VERSION={VERSION}"), ("--poll-seconds", "0.2")
# The training prints a line for every ten rounds.
LOG_LINES = "6"
REHEARSE = ("rehearse", "--driver-image", containers.base_image(), "--log-lines", LOG_LINES)
NO_VARIABLES: Mapping[str, str] = {}
_OUTPUT_LENGTH = 100
NEXT = """\
What to try next:
  sagemaker-marketplace init my-product.yaml              a manifest of your own
  sagemaker-marketplace check my-product.yaml             what is still to fill in
  sagemaker-marketplace sandbox --scenario list           what else can go wrong in the sandbox
  sagemaker-marketplace rehearse my-product.yaml          AWS's validation of your own container
README.md has the workflows for pull requests and releases. `.venv/bin` has the command."""


def main() -> int:
    """Run all steps; the exit code is 0 if each has the expected exit code."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        problem = containers.problem() or _build(folder)
        if problem:
            print(f"No container engine ({problem}): the sandbox simulates the validations.")
        results = _with_scenarios(folder) if problem else _with_containers(folder)
    print(f"\n{sum(results)} of {len(results)} steps had the expected result.\n\n{NEXT}")
    return 0 if all(results) else 1


def _build(folder: Path) -> str:
    """Build the images of both products and of a broken one; return why one could not be built."""
    _print_heading("Set-up: build the images", "A container engine is running: real containers validate both products.")
    broken = containers.write_broken_product(folder)
    folders = {"churn-scorer:dev": containers.PRODUCT, "boosted-stumps:dev": containers.ALGORITHM}
    return containers.build({**folders, containers.BROKEN_IMAGE: broken})


def _with_scenarios(folder: Path) -> list[bool]:
    """Run the steps that need no container engine."""
    return [
        *_check(EXAMPLES, folder),
        _run_command(
            "Before a release: plan",
            "What create would do in this account (here: the sandbox), and what the validation costs.",
            ("sandbox", "--", *PROGRAM, "plan", *VARIABLES, EXAMPLES[1]),
            0,
        ),
        _run_action(
            "Release: create both products (sandbox scenario: success)",
            "The log of the action in the sandbox. ▶ is a folded group, which GitHub unfolds on a click.",
            (*PROGRAM, "sandbox", "--scenario", "success", "--"),
            {"INPUT_MANIFEST": "\n".join(EXAMPLES)},
            folder,
            0,
        ),
        _run_action(
            "Release: the container never responds to /ping (sandbox scenario: ping-fails)",
            "The validation fails: the log names cause, fix and manifest line.",
            (*PROGRAM, "sandbox", "--scenario", "ping-fails", "--"),
            {"INPUT_MANIFEST": EXAMPLES[0]},
            folder,
            4,
        ),
    ]


def _with_containers(folder: Path) -> list[bool]:
    """Run the steps in which containers run: rehearsals, validations in the sandbox, and a container that is broken."""
    broken = folder / "churn-scorer-broken"
    versions = {containers.PRODUCT: VERSION, containers.ALGORITHM: VERSION, broken: BROKEN_VERSION}
    products = [str(path.relative_to(ROOT) / containers.MANIFEST) for path in versions if path != broken]
    results = [
        *_check(products, folder),
        _run_command(
            "Pull request: rehearse both products",
            "AWS's validation on this machine, before anything is pushed: no network, the products' own data.",
            (*REHEARSE, *VARIABLES, *products),
            0,
        ),
    ]
    with containers.sandbox(
        {path: containers.load(path / containers.MANIFEST, version) for path, version in versions.items()}
    ) as variables:
        results += [
            _run_action(
                "Release: create both products",
                "The log of the action. The validation's jobs are real: the sandbox runs them in containers.",
                (),
                {"INPUT_MANIFEST": "\n".join(products), **variables},
                folder,
                0,
            ),
            *fail_twice(broken, variables),
        ]
    return results


def fail_twice(folder: Path, variables: Mapping[str, str]) -> list[bool]:
    """Rehearse and create the broken product in a folder; whether both fail, for the same cause."""
    version = ("--var", f"VERSION={BROKEN_VERSION}")
    return [
        _run_command(
            "A broken container: rehearse",
            "Its program imports a package that the image does not have.",
            (*REHEARSE, *version, "--output", "json=rehearse.json"),
            4,
            folder,
        ),
        _run_command(
            "The same container in the sandbox: create",
            "Without the rehearsal, the validation would have failed for the same cause.",
            ("create", *POLL, *version, "--output", "json=create.json"),
            4,
            folder,
            variables,
        ),
        _compare_causes(folder),
    ]


def _compare_causes(folder: Path) -> bool:
    """Print the first cause of both reports, and return whether it is the same."""
    _print_heading("The cause", "Rehearsal and validation share one diagnosis.")
    causes = []
    for name in ("rehearse", "create"):
        report = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
        causes.append(next((cause["cause"] for failure in report["failures"] for cause in failure["causes"]), "none"))
        print(f"Cause found by {f'{name}:':9} {causes[-1]}")
    return causes[0] == causes[1] != "none"


def _check(manifests: Sequence[str], folder: Path) -> Iterator[bool]:
    yield _run_command(
        "Pull request: check both examples",
        "Offline and without credentials. There is nothing to fix, so only the counts are printed.",
        ("check", *manifests),
        0,
    )
    typo = _manifest_with_typo(folder)
    yield _run_command(
        "Pull request: check a manifest with a typo",
        "The finding shows line, rule and fix. In a workflow it is an annotation on the changed line.",
        ("check", typo.name),
        1,
        typo.parent,
    )


def _manifest_with_typo(folder: Path) -> Path:
    text = (ROOT / EXAMPLES[0]).read_text(encoding="utf-8")
    broken = folder / "model-package.yaml"
    broken.write_text(text.replace("[ml.m5.large, ml.m5.xlarge]", "[ml.m5.lrage]"), encoding="utf-8")
    return broken


def _print_heading(title: str, about: str) -> None:
    print(f"\n=== {title}\n    {about}\n", flush=True)


def _run_command(
    title: str,
    about: str,
    arguments: tuple[str, ...],
    expected: int,
    folder: Path = ROOT,
    variables: Mapping[str, str] = NO_VARIABLES,
) -> bool:
    _print_heading(title, about)
    shown = " ".join(arguments).replace(" ".join(PROGRAM), "sagemaker-marketplace")
    print(f"$ sagemaker-marketplace {shown}", flush=True)
    environment = {**os.environ, **variables}
    code = subprocess.run([*PROGRAM, *arguments], cwd=folder, env=environment, check=False).returncode
    print(f"(exit code {code})", flush=True)
    return code == expected


def _run_action(
    title: str, about: str, prefix: tuple[str, ...], inputs: Mapping[str, str], folder: Path, expected: int
) -> bool:
    """Run the action's entry point as a GitHub runner does, with files for outputs and the job summary."""
    _print_heading(title, about)
    files = {name: folder / name for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
    for file in files.values():
        file.write_text("")
    fixed = {
        "INPUT_COMMAND": "create",
        "INPUT_VARIABLES": f"VERSION={VERSION}",
        "INPUT_POLL-SECONDS": POLL[1],
        "INPUT_LOG-LINES": LOG_LINES,
    }
    runner = {"GITHUB_WORKSPACE": str(ROOT), **{name: str(file) for name, file in files.items()}}
    command = [*prefix, sys.executable, "-u", "entrypoint.py"]
    with subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **fixed, **inputs, **runner}, stdout=subprocess.PIPE, text=True
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
