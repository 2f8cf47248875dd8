"""Nothing of the product depends on the processor: an image for arm64 is built from the same files."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NAMES = re.compile(r"amd64|arm64|aarch64|x86[-_]64|--platform", re.IGNORECASE)


@pytest.mark.parametrize("name", ["Dockerfile", "entrypoint.py", "post.py", "action.yml", "requirements/runtime.txt"])
def test_no_file_of_the_image_names_a_processor(name: str) -> None:
    assert NAMES.findall((ROOT / name).read_text("utf-8")) == []


def test_the_package_has_no_compiled_modules() -> None:
    """pip installs the same wheel everywhere: its name ends with py3-none-any."""
    sources = ROOT / "src" / "sagemaker_marketplace"
    suffixes = {path.suffix for path in sources.rglob("*") if path.is_file() and "__pycache__" not in path.parts}
    assert suffixes == {".py", ".json", ".yaml"}
