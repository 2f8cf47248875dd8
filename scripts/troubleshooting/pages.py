"""The index docs/troubleshooting.md, and the pages in docs/troubleshooting: one per phase, and that of the program."""

from __future__ import annotations

from pathlib import Path

from scripts.troubleshooting import causes, program

DOCS = Path(__file__).parents[2] / "docs"
INDEX, FOLDER = "troubleshooting.md", "troubleshooting"
_HEAD = f"""{causes.GENERATED}

# Troubleshooting by message

Search for the words of the message that you got: in the search of the documentation's site, with your browser on this
page, or in the repository. AWS's messages and lines of container logs are real ones; names, numbers and paths differ in
yours.

`create`, `watch` and `rehearse` name the cause, the fix and the manifest's line in their last lines, and in the job
summary. The pages have the same causes, with where each is known from and what finds it before the release.

| The message is from | Page |
| --- | --- |
"""


def files() -> dict[str, str]:
    """Return the content of each file by its path in `docs`."""
    pages = {phase.file: causes.page(phase) for phase in causes.PHASES} | {program.FILE: program.page()}
    return {INDEX: _index(), **{f"{FOLDER}/{name}": text for name, text in pages.items()}}


def _index() -> str:
    rows = [f"| {phase.about} | [{phase.title}]({FOLDER}/{phase.file}) |" for phase in causes.PHASES]
    rows.append(f"| {program.ABOUT} | [{program.TITLE}]({FOLDER}/{program.FILE}) |")
    parts = [_HEAD + "\n".join(rows)]
    for phase in causes.PHASES:
        links = [
            f"- [{causes.heading(cause)}]({FOLDER}/{phase.file}#{cause['id']})"
            for cause in causes.causes(*phase.stages)
        ]
        parts.append(f"## {phase.title}\n\n" + "\n".join(links))
    return "\n\n".join(parts) + "\n"
