"""Problems with the fields of a manifest around its request, and suggestions for misspelled names."""

from __future__ import annotations

from typing import Any

import pytest

from sagemaker_marketplace.manifest import paths, validation
from sagemaker_marketplace.manifest.suggestions import closest_match
from sagemaker_marketplace.manifest.validation import Problem


def problem(path: str, rule: str, message: str, hint: str = "", at_key: bool = False) -> Problem:
    return Problem(paths.from_text(path), rule, message, hint, at_key)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (
            {},
            [
                problem("kind", "missing-field", "kind is missing", "add kind to the manifest"),
                problem("region", "missing-field", "region is missing", "add region to the manifest"),
                problem("spec", "missing-field", "spec is missing", "add spec to the manifest"),
            ],
        ),
        (
            {"kind": "Model", "region": "", "spec": {"Anything": 1}, "ignore": ["", 1]},
            [
                problem("kind", "invalid-value", 'invalid kind: "Model"', "did you mean ModelPackage?"),
                problem("region", "out-of-range", "region must not be empty", "add 1 character"),
                problem(
                    "ignore[0]",
                    "out-of-range",
                    "ignore[0] must not be empty",
                    "add 1 character",
                ),
                problem("ignore[1]", "invalid-type", "ignore[1] must be a string, not an integer"),
            ],
        ),
        (
            {"Kind": "Algorithm", "region": "us-east-2", "spec": {}},
            [problem("Kind", "unknown-field", 'unknown field "Kind" in the manifest', "did you mean kind?", True)],
        ),
    ],
)
def test_fields_around_the_request(data: dict[str, Any], expected: list[Problem]) -> None:
    assert list(validation.problems(data)) == expected


@pytest.mark.parametrize(
    ("word", "names", "name"),
    [
        ("containers", ["Containers", "Image"], "Containers"),
        ("SupportedContentType", ["SupportedContentTypes", "SupportedResponseMIMETypes"], "SupportedContentTypes"),
        ("zzz", ["Containers"], None),
        ("", ["Containers"], None),
        ("a", [], None),
        ("us-esat-1", ["us-west-1", "us-east-1"], "us-east-1"),
    ],
)
def test_closest_match(word: str, names: list[str], name: str | None) -> None:
    assert closest_match(word, names) == name
