"""Write the expected outputs of tests: of `check` for each invalid manifest, and of each format for recorded runs.

Read the difference before you commit it.
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

TESTS = Path(__file__).resolve().parents[1] / "tests"
REFUSED = TESTS / "manifests" / "err"
RENDERED = TESTS / "report" / "expected"
SUMMARIES = TESTS / "report" / "summaries"
SUFFIXES = (".yaml", ".json", ".bin")
# Rules have their own tests; these are about reading and the schema, so only a rule without findings here runs.
SELECTED = ("--select", "not-certified")


def manifests() -> list[Path]:
    """The invalid manifests, by name."""
    return sorted(path for path in REFUSED.iterdir() if path.suffix in SUFFIXES)


def golden(manifest: Path) -> str:
    """Check a manifest from its own folder: both streams, then the exit code; the folder itself is `<workspace>`."""
    printed = io.StringIO()
    with contextlib.chdir(manifest.parent), contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        code = run(["check", *SELECTED, manifest.name])
    return printed.getvalue().replace(str(manifest.parent), "<workspace>") + f"exit code {code}\n"


def rendered(name: str, stream: list[Any]) -> str:
    """The output of a format for recorded events."""
    form = plugins.output_format(name)
    lines = form.render(stream) if form.LIVE else form.render(stream, "create", "error")
    return "".join(f"{line}\n" for line in lines)


def goldens() -> Iterator[tuple[Path, str]]:
    """Yield each golden file with its expected content."""
    for manifest in manifests():
        yield Path(f"{manifest}.out"), golden(manifest)
    for stream, events in _streams().items():
        for name in plugins.formats():
            yield RENDERED / f"{stream}.{name}", rendered(name, events)
    for life, events in _module("summary_streams").LIVES.items():
        yield SUMMARIES / f"{life}.md", rendered("summary", events)


def _streams() -> dict[str, list[Any]]:
    streams: dict[str, list[Any]] = _module("conftest").STREAMS
    return streams


def _module(name: str) -> Any:
    """A module of the tests of formats, which are not in a package."""
    spec = importlib.util.spec_from_file_location(name, TESTS / "report" / f"{name}.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(f"tests/report/{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main() -> None:
    """Rewrite all of them; remove those whose input no longer exists."""
    # A check inside a workflow is bound to the workflow's workspace and sees its variables.
    for name in [name for name in os.environ if name.startswith("GITHUB_")]:
        del os.environ[name]
    made = dict(goldens())
    for old in {*REFUSED.glob("*.out"), *RENDERED.glob("*")} - made.keys():
        old.unlink()
    RENDERED.mkdir(exist_ok=True)
    for path, text in made.items():
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
