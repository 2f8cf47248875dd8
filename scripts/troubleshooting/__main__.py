"""Write docs/troubleshooting.md and docs/troubleshooting (`make docs`)."""

from scripts.troubleshooting.pages import DOCS, FOLDER, files


def main() -> None:
    """Write the index and the pages, and delete pages that are no longer generated."""
    pages = files()
    (DOCS / FOLDER).mkdir(parents=True, exist_ok=True)
    for page in (DOCS / FOLDER).glob("*.md"):
        if f"{FOLDER}/{page.name}" not in pages:
            page.unlink()
    for name, text in pages.items():
        (DOCS / name).write_text(text, encoding="utf-8")
    print(f"docs/troubleshooting: {len(pages)} pages")


if __name__ == "__main__":
    main()
