"""Generate docs/rules from the rules (`make docs`)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from scripts import rule_messages

from sagemaker_marketplace.report import rule_files

FOLDER = Path(__file__).parent.parent / "docs" / "rules"


def main() -> None:
    """Write the index and one page per rule, and delete the pages of removed rules."""
    pages = files()
    FOLDER.mkdir(parents=True, exist_ok=True)
    for page in FOLDER.glob("*.md"):
        if page.name not in pages:
            page.unlink()
    for name, text in pages.items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    print(f"docs/rules: {len(pages)} pages")


def files() -> dict[str, str]:
    """Return the content of each file: the pages of `explain`, with the messages of the rule's findings."""
    messages = rule_messages.messages()
    return {name: _with_messages(page, messages.get(name.removesuffix(".md"), ())) for name, page in rule_files.files()}


def _with_messages(page: str, messages: Sequence[str]) -> str:
    """Return a page with messages after its line about the severity, so that a search for one finds it."""
    if not messages:
        return page
    head, attributes, rest = re.split(r"(?<=\n\n)(Severity: .*\n\n)", page, maxsplit=1)
    listed = "\n".join(f"- {_code(message)}" for message in messages)
    return f"{head}{attributes}Messages:\n\n{listed}\n\n{rest}"


def _code(message: str) -> str:
    line = " ".join(message.split())
    return f"`` {line} ``" if "`" in line else f"`{line}`"


if __name__ == "__main__":
    main()
