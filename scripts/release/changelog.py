"""CHANGELOG.md: the section of a version, and the one of what is not released yet."""

from __future__ import annotations

import re

from .problem import ReleaseError
from .version import Version

_UNRELEASED = "## Unreleased"
_CHANGE = re.compile(r"^- ", re.MULTILINE)
_SECTION = re.compile(r"^## .*\n", re.MULTILINE)


def close(text: str, version: Version, date: str) -> str:
    """Give the section Unreleased the version and the date of its release, unless the version has a section.

    Raises ReleaseError if the section is missing or lists no changes.
    """
    if find(text, version) is not None:
        return text
    if not _CHANGE.search(_section(text, _UNRELEASED) or ""):
        hint = f'describe the changes of {version} below "{_UNRELEASED}"'
        raise ReleaseError(f'CHANGELOG.md: no changes below "{_UNRELEASED}"', hint)
    return re.sub(f"^{_UNRELEASED}$", f"## {version} - {date}", text, count=1, flags=re.MULTILINE)


def notes(text: str, version: Version) -> str:
    """Return the section of a version, without its heading.

    Raises ReleaseError if there is none.
    """
    section = find(text, version)
    if section is None:
        raise ReleaseError(f'CHANGELOG.md: no section "## {version} - DATE"', "run fill-in first")
    return section.strip() + "\n"


def find(text: str, version: Version) -> str | None:
    """Return the section of a version, if there is one."""
    heading = re.search(rf"^## {re.escape(str(version))} - .*$", text, re.MULTILINE)
    return _section(text, heading.group()) if heading else None


def _section(text: str, heading: str) -> str | None:
    """Return what is between a heading and the next one of its level."""
    _, found, rest = f"\n{text}".partition(f"\n{heading}\n")
    return _SECTION.split(rest, maxsplit=1)[0] if found else None
