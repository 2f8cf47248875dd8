"""Paths: as text, parsed again, and the values that a pattern matches."""

from __future__ import annotations

import pytest

from sagemaker_marketplace.manifest import paths

DATA = {"spec": {"Containers": [{"Image": "a"}, {"Image": "b", "Ports": [1]}], "Name": "c"}, "kind": "d"}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ((), "(the manifest)"),
        (("spec",), "spec"),
        (("spec", "Containers", 0, "Image"), "spec.Containers[0].Image"),
        (("ignore", 12), "ignore[12]"),
        ((0, "a"), "[0].a"),
        (("a", 0, 1), "a[0][1]"),
    ],
)
def test_text(path: paths.Path, text: str) -> None:
    assert paths.text(path) == text


@pytest.mark.parametrize(
    "path", [("spec",), ("spec", "Containers", 0, "Image"), ("ignore", 12), ("a", 0, 1), (0, "a")], ids=paths.text
)
def test_from_text_is_the_inverse_of_text(path: paths.Path) -> None:
    assert paths.from_text(paths.text(path)) == path


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("", ()),
        ("spec", ("spec",)),
        ("spec.Containers.0.Image", ("spec", "Containers", 0, "Image")),
        ("spec.Containers.*", ("spec", "Containers", "*")),
    ],
)
def test_parse(pattern: str, path: paths.Path) -> None:
    assert paths.parse(pattern) == path


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("", [((), DATA)]),
        ("kind", [(("kind",), "d")]),
        (
            "spec.Containers.*.Image",
            [(("spec", "Containers", 0, "Image"), "a"), (("spec", "Containers", 1, "Image"), "b")],
        ),
        ("spec.Containers.1.Ports.*", [(("spec", "Containers", 1, "Ports", 0), 1)]),
        ("spec.*.0.Image", [(("spec", "Containers", 0, "Image"), "a")]),
        ("spec.Name.*", []),
        ("spec.Containers.2", []),
        ("spec.Containers.Image", []),
        ("Spec", []),
    ],
)
def test_matches(pattern: str, expected: list[tuple[paths.Path, object]]) -> None:
    assert list(paths.matches(DATA, paths.parse(pattern))) == expected
