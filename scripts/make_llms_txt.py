"""Generate docs/llms.txt, the list of pages for programs that read documentation (`make docs`).

Format: llmstxt.org. The links lead to the pages as Markdown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
FILE = DOCS / "llms.txt"
RAW = "https://raw.githubusercontent.com/OWNER/sagemaker-marketplace-action/main"
HEAD = """\
# SageMaker Marketplace Action

> A GitHub Action and command line tool for AWS Marketplace sellers of SageMaker models and algorithms. It checks a
> manifest offline, rehearses AWS's validation in the seller's container, creates the resource and watches its
> validation.

- Exit codes and the fields of `--format json` are stable; the words of messages are not.
- Only `create` costs money, and changes the AWS account. Ask a person before you run it.
- `sagemaker-marketplace explain RULE` prints the page of a rule, `schema` the JSON Schemas.
"""
AGENTS = [
    ("Skill", "skills/sagemaker-marketplace/SKILL.md", "the steps from a manifest to a certified resource, for agents"),
    ("JSON Schema of manifests", "schema/manifest.schema.json", "every field of a manifest"),
    ("JSON Schema of the report", "schema/report.v1.schema.json", "the document that `--format json` prints"),
    ("JSON Schema of events", "schema/event.v1.schema.json", "a line that `--format jsonl` prints"),
]


class _NavigationLoader(yaml.SafeLoader):
    """Reads mkdocs.yml without the Python objects in it."""


_NavigationLoader.add_multi_constructor("tag:yaml.org,2002:python/", lambda *_: None)


def main() -> None:
    """Write the file."""
    FILE.write_text(text(), encoding="utf-8")


def text() -> str:
    """Return the content of llms.txt: the navigation of the site, with the first sentence of each page."""
    navigation: list[Any] = yaml.load((ROOT / "mkdocs.yml").read_text("utf-8"), _NavigationLoader)["nav"]  # noqa: S506 - a safe loader
    parts = [HEAD, _section("For agents", [_link(title, name, about) for title, name, about in AGENTS])]
    pages = []
    for entry in navigation:
        ((title, value),) = entry.items()
        if isinstance(value, str):
            pages.append(_page(title, value))
        else:
            parts.append(_section(title, [_page(*page) for page in _pages(value)]))
    parts.insert(2, _section("Start", pages))
    return "\n".join(parts)


def _pages(entries: list[Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Yield title and file of each page of a section; the first page of a section can have no title."""
    for entry in entries:
        if isinstance(entry, str):
            yield prefix or _title(entry), entry
            continue
        ((title, value),) = entry.items()
        if isinstance(value, str):
            yield title, value
        else:
            yield from _pages(value, title)


def _section(title: str, links: list[str]) -> str:
    return "\n".join([f"## {title}", "", *links, ""])


def _page(title: str, name: str) -> str:
    return _link(title, f"docs/{name}", _summary((DOCS / name).read_text("utf-8")))


def _link(title: str, path: str, about: str) -> str:
    return f"- [{title}]({RAW}/{path}): {about}"


def _title(name: str) -> str:
    titles = (line for line in (DOCS / name).read_text("utf-8").splitlines() if line.startswith("# "))
    return next(titles).removeprefix("# ")


def _summary(page: str) -> str:
    """Return the first sentence of a page's first paragraph, without links."""
    blocks = re.split(r"\n\s*\n", re.sub(r"<!--.*?-->", "", page, flags=re.DOTALL).strip())
    paragraph = next((block for block in blocks if not block.lstrip().startswith(("#", "|", "```", "-"))), "")
    plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", " ".join(paragraph.split()))
    return re.split(r"(?<=[.:])\s", plain, maxsplit=1)[0].rstrip(".:")


if __name__ == "__main__":
    main()
