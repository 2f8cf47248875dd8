"""Write the tests' expected outputs: of `check` for each invalid manifest, each format for recorded runs, and causes.

Review the differences before you commit them.
"""

from __future__ import annotations

import contextlib
import importlib.util
import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sagemaker_marketplace import plugins
from sagemaker_marketplace.cli.main import run

ROOT = Path(__file__).resolve().parents[1]
TESTS = ROOT / "tests"
INVALID = TESTS / "manifests" / "err"
OUTPUTS = TESTS / "report" / "expected"
SUMMARIES = TESTS / "report" / "summaries"
SUFFIXES = (".yaml", ".json", ".bin")
# These outputs are about reading and the schema. Rules have other tests, so only one without findings here runs.
SELECTED = ("--select", "not-certified")


def manifests() -> list[Path]:
    """Return the invalid manifests, by name."""
    return sorted(path for path in INVALID.iterdir() if path.suffix in SUFFIXES)


def check_output(manifest: Path) -> str:
    """Return what `check` prints in the manifest's folder, shown as `<workspace>`, and the exit code."""
    printed = io.StringIO()
    with contextlib.chdir(manifest.parent), contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        code = run(["check", *SELECTED, manifest.name])
    return printed.getvalue().replace(str(manifest.parent), "<workspace>") + f"exit code {code}\n"


def render(name: str, stream: list[Any]) -> str:
    """Return the output of a format for recorded events."""
    output_format = plugins.output_format(name)
    lines = output_format.render(stream) if output_format.LIVE else output_format.render(stream, "create", "error")
    return "".join(f"{line}\n" for line in lines)


def expected_outputs() -> Iterator[tuple[Path, str]]:
    """Yield each file of expected output with its content."""
    for manifest in manifests():
        yield Path(f"{manifest}.out"), check_output(manifest)
    for stream, events in _module(TESTS / "report" / "conftest.py").STREAMS.items():
        for name in plugins.formats():
            yield OUTPUTS / f"{stream}.{name}", render(name, events)
    for run_name, events in _module(TESTS / "report" / "summary_streams.py").RUNS.items():
        yield SUMMARIES / f"{run_name}.md", render("summary", events)
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        _module(ROOT / "scripts" / "causes_table.py").main()
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
    for obsolete in {*INVALID.glob("*.out"), *OUTPUTS.glob("*")} - outputs.keys():
        obsolete.unlink()
    OUTPUTS.mkdir(exist_ok=True)
    for path, text in outputs.items():
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
