"""The version to release: its form, its tags, and that it is the project's."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from .problem import ReleaseError

_VERSION = re.compile(r"v(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")
_IN_PACKAGE = re.compile(r'^__version__ = "([^"]*)"$', re.MULTILINE)


@dataclass(frozen=True, order=True)
class Version:
    """A semantic version, such as v1.2.3."""

    major: int
    minor: int
    patch: int

    def __str__(self) -> str:
        """Return the version without the prefix v."""
        return f"{self.major}.{self.minor}.{self.patch}"

    @property
    def tag(self) -> str:
        """Return the tag of the release, which never moves."""
        return f"v{self}"

    @property
    def moving_tags(self) -> list[str]:
        """Return the tags that always name the latest release: v1 and v1.2."""
        return [f"v{self.major}", f"v{self.major}.{self.minor}"]


def find(text: str) -> Version | None:
    """Return the version that a tag names, if it names one."""
    match = _VERSION.fullmatch(text)
    return Version(*map(int, match.groups())) if match else None


def parse(text: str) -> Version:
    """Return the version that a tag names.

    Raises ReleaseError if it names none.
    """
    version = find(text)
    if not version:
        raise ReleaseError(f"invalid version: {text}", "use three numbers with the prefix v, such as v1.2.3")
    return version


def of_project(root: Path) -> Version:
    """Return the version of the project.

    Raises ReleaseError if pyproject.toml and the package have different ones.
    """
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    package = _IN_PACKAGE.findall((root / "src" / "sagemaker_marketplace" / "__init__.py").read_text("utf-8"))
    if package != [project]:
        message = (
            f"pyproject.toml has version {project}, src/sagemaker_marketplace/__init__.py has {', '.join(package)}"
        )
        raise ReleaseError(message, "set the same version in both files")
    return parse(f"v{project}")
