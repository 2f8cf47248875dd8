"""Write the tests' expected outputs.

They are what `check` prints for each invalid manifest and for each manifest with a mistake that users reported, what
`init` makes of each file of another tool, what commands print that only show data, what each rule reports for its BAD
examples, what each format prints for recorded runs, and what `make causes` prints.

Review the differences before you commit them.
"""

from __future__ import annotations

import contextlib
import importlib.util
import io
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from scripts import causes_table

from sagemaker_marketplace import plugins, runner
from sagemaker_marketplace.check import check
from sagemaker_marketplace.cli.main import run
from sagemaker_marketplace.facts.facts import Facts
from sagemaker_marketplace.manifest import reader
from sagemaker_marketplace.manifest.findings import Failure, Finding
from sagemaker_marketplace.report import report

ROOT = Path(__file__).resolve().parents[1]
TESTS = ROOT / "tests"
INVALID = TESTS / "manifests" / "err"
REPORTED = TESTS / "manifests" / "reported"
PAGES = TESTS / "cli" / "pages"
FINDINGS = TESTS / "check" / "findings"
SOURCES = TESTS / "init" / "sources"
OUTPUTS = TESTS / "report" / "expected"
SUMMARIES = TESTS / "report" / "summaries"
REHEARSALS = TESTS / "report" / "rehearsals"
SUFFIXES = (".yaml", ".json", ".bin")
# The outputs for invalid manifests are about reading and the schema, so only one rule runs, which finds no problem.
SELECTED = ("--select", "not-certified")
# Commands that show data: the rules, the page of a rule, of a built-in rule and of an account check, and facts.
COMMANDS = (
    ("rules",),
    ("rules", "--format", "json"),
    ("explain", "region-unconfirmed"),
    ("explain", "region-unconfirmed", "--markdown"),
    ("explain", "manifest-alias"),
    ("explain", "manifest-alias", "--markdown"),
    ("explain", "unused-ignore"),
    ("explain", "image-size"),
    ("explain", "image-size", "--markdown"),
    ("facts",),
    ("facts", "us-east-1"),
    ("facts", "ap-northeast-3"),
    ("facts", "eu-south-1"),
    ("facts", "cn-north-1"),
    ("facts", "ml.m5.large"),
    ("facts", "ml.p3.2xlarge"),
    ("facts", "ml.g5.xlarge"),
    ("facts", "ml.g5.xlarge", "--format", "json"),
    ("facts", "eu-south-1", "--format", "json"),
    ("facts", "--format", "json"),
)


def manifests(folder: Path = INVALID) -> list[Path]:
    """Return the manifests in a folder, by name; by default the invalid ones."""
    return sorted(path for path in folder.iterdir() if path.suffix in SUFFIXES)


def check_output(manifest: Path) -> str:
    """Return what `check` prints in the manifest's folder, shown as `<workspace>`, and the exit code."""
    options = SELECTED if manifest.parent == INVALID else ()
    printed = io.StringIO()
    with contextlib.chdir(manifest.parent), contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        code = run(["check", *options, manifest.name])
    return printed.getvalue().replace(str(manifest.parent), "<workspace>") + f"exit code {code}\n"


def page(command: Sequence[str]) -> str:
    """Return what a command prints on standard output. Raises RuntimeError if it fails."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        code = run(command)
    if code:
        raise RuntimeError(f"{' '.join(command)}: exit code {code}")
    return printed.getvalue()


def page_file(command: Sequence[str]) -> str:
    """Return the name of the file with the expected output of a command."""
    return f"{'-'.join(part.lstrip('-') for part in command)}.txt"


def rule_findings(family: str) -> str:
    """Return what the rules of a family report for their BAD examples: positions and exact words."""
    lines = []
    for rule in (rule for rule in plugins.rules() if rule.family == family):
        for number, example in enumerate(rule.module.BAD, 1):
            kinds_by_findings: dict[tuple[str, ...], list[str]] = {}
            for kind in rule.module.KINDS:
                document = reader.parse("example.yaml", f"{example}\nkind: {kind}\n".encode(), _no_files, {})
                found = check.findings(document, Facts(), [rule.name])
                reported = tuple(line for finding in found if finding.rule == rule.name for line in _lines(finding))
                kinds_by_findings.setdefault(reported, []).append(kind)
            for reported, kinds in kinds_by_findings.items():
                lines += [f"{rule.name}, example {number} ({', '.join(kinds)})", *reported, ""]
    return "\n".join(lines)


def _lines(finding: Finding) -> Iterator[str]:
    location = finding.location
    yield f"{location.line}:{location.column} {finding.severity}: {finding.message}"
    yield f"  {finding.hint}"
    for other, text in finding.related:
        yield f"  {other.line}:{other.column}: {text}"
    if finding.fix:
        start, end = finding.fix.start, finding.fix.end
        yield f"  fix: {start.line}:{start.column} to {end.line}:{end.column}: {finding.fix.text!r}"


def _no_files(name: str, _relative_to: str) -> tuple[str, bytes]:
    raise Failure(f"{name}: an example can't include files", 2)


def sources() -> list[Path]:
    """Return the files of other tools, by name."""
    return sorted(path for path in SOURCES.iterdir() if path.suffix != ".out")


def init_output(source: Path) -> str:
    """Return what `check` and `init --from` print for a file of another tool, and the manifest with its check."""
    options = [] if re.search(r"dkr\.ecr\.[a-z]", source.read_text("utf-8")) else ["--region", "us-east-2"]
    printed = []
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(source, folder)
        for command in (
            ["check", *SELECTED, source.name],
            ["init", "--from", source.name, *options, "m.yaml"],
            ["check", *SELECTED, "m.yaml"],
        ):
            output = io.StringIO()
            with contextlib.chdir(folder), contextlib.redirect_stdout(output), contextlib.redirect_stderr(output):
                code = run(command)
            printed.append(f"$ {' '.join(command)}\n{output.getvalue()}exit code {code}\n")
            manifest = Path(folder, "m.yaml")
            if command[0] == "init" and not manifest.exists():
                break
            if command[0] == "init":
                printed.append(f"$ cat m.yaml\n{manifest.read_text('utf-8')}")
    return "\n".join(printed)


def render(name: str, stream: list[Any], command: str = "create") -> str:
    """Return the output of a format for recorded events."""
    return "".join(f"{line}\n" for line in runner.render(name, report.build(stream, command, "error")))


def expected_outputs() -> Iterator[tuple[Path, str]]:
    """Yield each file of expected output with its content."""
    for manifest in (*manifests(), *manifests(REPORTED)):
        yield Path(f"{manifest}.out"), check_output(manifest)
    for command in COMMANDS:
        yield PAGES / page_file(command), page(command)
    for family in dict.fromkeys(rule.family for rule in plugins.rules()):
        yield FINDINGS / f"{family}.txt", rule_findings(family)
    for source in sources():
        yield Path(f"{source}.out"), init_output(source)
    for stream, events in _module(TESTS / "report" / "conftest.py").STREAMS.items():
        for name in plugins.formats():
            yield OUTPUTS / f"{stream}.{name}", render(name, events)
    streams = _module(TESTS / "report" / "rehearsal_streams.py").STREAMS
    runs = {stream: ("rehearse", events) for stream, events in streams.items()}
    runs |= _module(TESTS / "report" / "algorithm_streams.py").RUNS
    for stream, (command_name, events) in runs.items():
        for name in plugins.formats():
            yield REHEARSALS / f"{stream}.{name}", render(name, events, command_name)
    streams = _module(TESTS / "report" / "summary_streams.py")
    for run_name in streams.SUMMARIES:
        yield SUMMARIES / f"{run_name}.md", streams.summary_of(run_name)
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        causes_table.main()
    yield TESTS / "diagnosis" / "causes.txt", printed.getvalue()


def _module(path: Path) -> Any:
    """Load a module that is not in a package."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main() -> None:
    """Rewrite all expected outputs, and remove those without an input."""
    # With these variables, a check would use the workflow's workspace.
    for name in [name for name in os.environ if name.startswith("GITHUB_")]:
        del os.environ[name]
    outputs = dict(expected_outputs())
    folders = (PAGES, FINDINGS, OUTPUTS, SUMMARIES, REHEARSALS)
    for obsolete in {
        *INVALID.glob("*.out"),
        *SOURCES.glob("*.out"),
        *(path for folder in folders for path in folder.glob("*")),
    } - outputs.keys():
        obsolete.unlink()
    for folder in folders:
        folder.mkdir(exist_ok=True)
    for path, text in outputs.items():
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
