"""Generate docs/rules from the rules (`make docs`)."""

from __future__ import annotations

from pathlib import Path

from sagemaker_marketplace.report import rule_files

FOLDER = Path(__file__).parent.parent / "docs" / "rules"


def main() -> None:
    """Write the index and one page per rule, and delete the pages of removed rules."""
    pages = dict(rule_files.files())
    FOLDER.mkdir(parents=True, exist_ok=True)
    for page in FOLDER.glob("*.md"):
        if page.name not in pages:
            page.unlink()
    for name, text in pages.items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    print(f"docs/rules: {len(pages)} pages")


if __name__ == "__main__":
    main()
