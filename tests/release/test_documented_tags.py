"""README, documentation and examples name only tags that a release of this version creates."""

from __future__ import annotations

import re
import tomllib

import pytest
from tests.release.projects import ROOT

VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
MAJOR = VERSION.partition(".")[0]
# Text for people, and files that they copy.
FILES = sorted(
    path
    for pattern in ("*.md", "*.txt", "docs/**/*.md", "docs/*.txt", "examples/**/*", "skills/**/*.md", "schema/*.json")
    for path in ROOT.glob(pattern)
    if path.is_file() and "__pycache__" not in path.parts
)
_NAME = r"[\w<>-]+/sagemaker-marketplace-action"
# A workflow follows the major version; pre-commit and images have no moving tags.
REFERENCES = {
    "action": (re.compile(rf"uses:\s*{_NAME}@([\w.-]+)"), {f"v{MAJOR}"}),
    "image": (re.compile(rf"ghcr\.io/{_NAME}:([\w.-]+)"), {f"v{VERSION}"}),
    "pre-commit": (re.compile(rf"repo:\s*https://github\.com/{_NAME}\s+rev:\s*([\w.-]+)"), {f"v{VERSION}"}),
    "package": (re.compile(r"sagemaker-marketplace-action(?:\[[\w,]+\])?==([\w.*-]+)"), {VERSION, f"{MAJOR}.*"}),
    "clone": (re.compile(rf"git clone .*(?:--branch|-b)[ =](\S+) .*{_NAME}"), {f"v{MAJOR}"}),
}


@pytest.mark.parametrize("kind", REFERENCES)
def test_every_documented_tag_exists_after_a_release(kind: str) -> None:
    pattern, tags = REFERENCES[kind]
    found = [
        (path.relative_to(ROOT).as_posix(), name) for path in FILES for name in pattern.findall(path.read_text("utf-8"))
    ]
    assert [(file, name) for file, name in found if name not in tags] == []
    if kind in ("action", "pre-commit"):
        assert found, "the pattern finds nothing"


def test_the_exact_version_of_a_rehearsals_image_is_the_one_of_the_project() -> None:
    text = (ROOT / "src/sagemaker_marketplace/rehearse/driver_image.py").read_text("utf-8")
    assert re.findall(r'RELEASED = f"(.*?)"', text) == [
        f"ghcr.io/{owner(text)}/sagemaker-marketplace-action:v{{__version__}}"
    ]


def owner(text: str) -> str:
    """Return the owner of the image: the placeholder, or in a release commit the name."""
    return str(re.findall(r"ghcr\.io/([\w-]+)/", text)[0])
