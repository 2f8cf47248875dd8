"""Make pictures of what a user sees, from real runs in the sandbox: terminal, live display, log, summary, comment.

`make pictures` installs mermaid and @fontsource/noto-color-emoji with npm. Without them charts are shown as text and
emoji as the system draws them. Requires Chromium, and a container engine for the rehearsals.
"""

import argparse
import shlex
import tempfile
from collections.abc import Iterator
from pathlib import Path

from . import job_log, runs, summary_page, terminal
from .browser import render

_CREATE = {"command": "create", "manifest": runs.MANIFEST, "variables": "VERSION=1.4.0", "poll-seconds": "0.5"}
_REHEARSE = {
    "command": "rehearse",
    "manifest": runs.PRODUCT,
    "variables": "VERSION=1.4.0",
    "driver-image": runs.DRIVER_IMAGE,
}
# By name: the sandbox's scenario and the inputs.
ACTION_RUNS = {
    "success": ("success", _CREATE),
    "algorithm": ("training-phases", {**_CREATE, "manifest": runs.ALGORITHM, "poll-seconds": "1"}),
    "findings": ("success", {"command": "check", "manifest": runs.MISTAKES}),
    "failed": ("ping-fails", _CREATE),
    "timeout": ("never-finishes", {**_CREATE, "timeout-minutes": "0.1"}),
    "several": ("ping-fails", {**_CREATE, "manifest": f"{runs.MANIFEST}\n{runs.ALGORITHM}"}),
    "plan": ("success", {**_CREATE, "command": "plan"}),
    "rehearsed": ("", {**_REHEARSE, "save-outputs": "churn-scorer/listing"}),
    "not-rehearsed": ("", {**_REHEARSE, "manifest": runs.BROKEN}),
    "trained": ("", {**_REHEARSE, "manifest": runs.TRAINED}),
    "not-trained": ("", {**_REHEARSE, "manifest": runs.UNTRAINED}),
    "not-created": ("success", {**_CREATE, "manifest": runs.MISTAKES}),
}


def pages(folder: Path, modules: Path | None, chosen: str) -> Iterator[tuple[str, str, int]]:
    """Yield name, HTML and width of each picture whose name starts with `chosen`."""
    for name, html in _terminal(folder, chosen):
        yield name, html, terminal.WIDTH
    for name, (scenario, inputs) in ACTION_RUNS.items():
        if f"comment-{name}".startswith(chosen):
            comment = runs.run_comment(folder, scenario, inputs)
            for suffix, width in summary_page.COMMENT_WIDTHS.items():
                html = summary_page.page(comment, modules, width=width)
                yield f"comment-{name}{suffix}", html, width + 2 * summary_page.MARGIN
        if not (f"log-{name}".startswith(chosen) or f"summary-{name}".startswith(chosen)):
            continue
        ran = runs.run_action(folder, scenario, inputs)
        yield f"log-{name}", job_log.page(ran.log), job_log.WIDTH
        yield f"log-{name}-open", job_log.page(ran.log, is_open=True), job_log.WIDTH
        width = summary_page.WIDTH + 2 * summary_page.MARGIN
        yield f"summary-{name}", summary_page.page(ran.summary, modules), width
        yield f"summary-{name}-open", summary_page.page(ran.summary, modules, is_open=True), width
        yield f"summary-{name}-dark", summary_page.page(ran.summary, modules, dark=True, is_open=True), width


def _terminal(folder: Path, chosen: str) -> Iterator[tuple[str, str]]:
    if "terminal".startswith(chosen[:8]):
        _, lines = terminal.run([*runs.PROGRAM, "check", runs.MISTAKES], folder, runs.environment())
        for dark in (False, True):
            yield (
                f"terminal-check-{_shade(dark)}",
                terminal.page(f"sagemaker-marketplace check {runs.MISTAKES}", lines, dark),
            )
    yield from _rehearsals(folder, chosen)
    if not "live".startswith(chosen[:4]):
        return
    for name, scenario in (("success", "training-phases"), ("failed", "ping-fails")):
        arguments = ["create", runs.ALGORITHM, "--var", "VERSION=1.4.0", "--poll-seconds", "1"]
        command = runs.in_sandbox(scenario, [*runs.PROGRAM, *arguments])
        during, end = terminal.run(command, folder, runs.environment(), lambda shown: "accuracy=0.9" in shown)
        for dark in (False, True):
            entered = f"sagemaker-marketplace {shlex.join(arguments)}"
            yield f"live-{name}-during-{_shade(dark)}", terminal.page(entered, during, dark)
            yield f"live-{name}-end-{_shade(dark)}", terminal.page(entered, end, dark)


def _rehearsals(folder: Path, chosen: str) -> Iterator[tuple[str, str]]:
    """Rehearsals on a terminal."""
    if not "rehearsal".startswith(chosen[:9]):
        return
    for name, manifest in (("passed", runs.PRODUCT), ("failed", runs.BROKEN)):
        arguments = ["rehearse", manifest, "--driver-image", runs.DRIVER_IMAGE]
        during, end = terminal.run(
            [*runs.PROGRAM, *arguments], folder, runs.environment(), lambda shown: "Starting" in shown
        )
        entered = f"sagemaker-marketplace {shlex.join(arguments)}"
        yield f"rehearsal-{name}-during", terminal.page(entered, during, dark=True)
        for dark in (False, True):
            yield f"rehearsal-{name}-{_shade(dark)}", terminal.page(entered, end, dark)


def _shade(dark: bool) -> str:
    return "dark" if dark else "light"


def main() -> None:
    """Write the pictures into the folder that is named by the argument."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pictures", type=Path, help="folder for the pictures")
    parser.add_argument("modules", type=Path, nargs="?", help="node_modules with mermaid")
    parser.add_argument("--only", default="", help="start of the names, such as log or summary-failed")
    chosen = parser.parse_args()
    chosen.pictures.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        runs.make_workspace(Path(folder))
        runs.build_images(Path(folder))
        for name, html, width in pages(Path(folder), chosen.modules, chosen.only):
            if name.startswith(chosen.only):
                render(html, chosen.pictures.resolve() / f"{name}.png", width)
                print(f"{name}.png", flush=True)


if __name__ == "__main__":
    main()
