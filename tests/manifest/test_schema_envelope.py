"""The schema's problems with what stands around a request, and names that are nearly right."""

from __future__ import annotations

from typing import Any

import pytest

from sagemaker_marketplace.manifest import paths, schema
from sagemaker_marketplace.manifest.schema import Problem
from sagemaker_marketplace.manifest.suggestions import closest_match


def one(path: str, rule: str, message: str, hint: str = "", at_key: bool = False) -> Problem:
    return Problem(paths.from_text(path), rule, message, hint, at_key)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (
            {},
            [
                one("kind", "missing-field", "kind is missing", "add kind to the manifest"),
                one("region", "missing-field", "region is missing", "add region to the manifest"),
                one("spec", "missing-field", "spec is missing", "add spec to the manifest"),
            ],
        ),
        (
            {"kind": "Model", "region": "", "spec": {"Anything": 1}, "ignore": ["", 1]},
            [
                one("kind", "invalid-value", '"Model" is no kind the API knows', "did you mean ModelPackage?"),
                one("region", "out-of-range", "region has 0 characters, the API takes 1 or more", "add 1 character"),
                one(
                    "ignore[0]",
                    "out-of-range",
                    "an entry of ignore has 0 characters, the API takes 1 or more",
                    "add 1 character",
                ),
                one("ignore[1]", "invalid-type", "an entry of ignore is a whole number, the API takes a text"),
            ],
        ),
        (
            {"Kind": "Algorithm", "region": "us-east-2", "spec": {}},
            [one("Kind", "unknown-field", '"Kind" is no member of the manifest', "did you mean kind?", True)],
        ),
    ],
)
def test_the_envelope(data: dict[str, Any], expected: list[Problem]) -> None:
    assert list(schema.problems(data, schema.root(data.get("kind")))) == expected


@pytest.mark.parametrize(
    ("word", "names", "name"),
    [
        ("containers", ["Containers", "Image"], "Containers"),
        ("SupportedContentType", ["SupportedContentTypes", "SupportedResponseMIMETypes"], "SupportedContentTypes"),
        ("zzz", ["Containers"], None),
        ("", ["Containers"], None),
        ("a", [], None),
    ],
)
def test_closest_match(word: str, names: list[str], name: str | None) -> None:
    assert closest_match(word, names) == name
