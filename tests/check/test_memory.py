"""A check needs memory for one manifest, however many it checks."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest

from sagemaker_marketplace.cli import main


def peak(number: int, folder: Path) -> int:
    """Return the most bytes that a check of this many large manifests allocates."""
    tags = "".join(f"    - {{Key: key-{index}, Value: value-{index}}}\n" for index in range(150))
    for index in range(number):
        text = f"kind: ModelPackage\nregion: us-east-1\nspec:\n  ModelPackageName: n-{index}\n  Tags:\n{tags}"
        (folder / f"{index}.yaml").write_text(text)
    tracemalloc.start()
    try:
        assert main.run(["check", *(f"{index}.yaml" for index in range(number))]) == 1
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_memory_does_not_grow_with_the_number_of_manifests(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    peak(1, tmp_path)  # loads all modules and data
    few, many = peak(3, tmp_path), peak(12, tmp_path)
    # What remains of a manifest are its findings.
    assert many < few * 1.5
