"""The client token of a request, and the differences between a request and a description."""

from __future__ import annotations

import re
from typing import Any

import pytest

from sagemaker_marketplace.manifest import content

NOT_DESCRIBED = ("Tags", "ClientToken")
FILLED_IN = ("ImageDigest", "ModelDataETag")


@pytest.mark.parametrize(
    ("requested", "described", "differences"),
    [
        ({}, {}, []),
        ({"A": 1}, {"A": 1}, []),
        ({"A": 1}, {"A": 2}, [(("A",), 1, 2)]),
        ({"A": 1}, {}, [(("A",), 1, None)]),
        ({}, {"A": 1}, [(("A",), None, 1)]),
        ({"A": "1"}, {"A": 1}, [(("A",), "1", 1)]),
        ({"A": True}, {"A": False}, [(("A",), True, False)]),
        ({"A": False}, {}, [(("A",), False, None)]),
        ({"A": 0}, {}, [(("A",), 0, None)]),
        ({"A": ""}, {}, []),
        ({"A": []}, {}, []),
        ({"A": {}}, {}, []),
        ({}, {"A": {}, "B": [], "C": "", "D": None}, []),
        ({"A": {"B": []}}, {}, [(("A",), {"B": []}, None)]),
        ({"A": {"B": []}}, {"A": {}}, []),
        ({"Tags": [{"Key": "k"}], "ClientToken": "t"}, {}, []),
        ({"Tags": [{"Key": "k"}]}, {"Tags": [{"Key": "l"}]}, [(("Tags", 0, "Key"), "k", "l")]),
        ({"C": [{"I": "i"}]}, {"C": [{"I": "i", "ImageDigest": "sha256:0"}]}, []),
        (
            {"C": [{"ImageDigest": "sha256:1"}]},
            {"C": [{"ImageDigest": "sha256:0"}]},
            [(("C", 0, "ImageDigest"), "sha256:1", "sha256:0")],
        ),
        ({"C": [{"ImageDigest": "sha256:1"}]}, {"C": [{}]}, [(("C", 0, "ImageDigest"), "sha256:1", None)]),
        ({"C": [1, 2]}, {"C": [1, 3]}, [(("C", 1), 2, 3)]),
        ({"C": [1, 2]}, {"C": [2, 1]}, [(("C", 0), 1, 2), (("C", 1), 2, 1)]),
        ({"C": [1]}, {"C": [1, 2]}, [(("C",), [1], [1, 2])]),
        ({"A": {"B": 1}}, {"A": [1]}, [(("A",), {"B": 1}, [1])]),
        ({"B": 1, "A": 1}, {"A": 2, "C": 3, "B": 2}, [(("B",), 1, 2), (("A",), 1, 2), (("C",), None, 3)]),
    ],
)
def test_differences(requested: Any, described: Any, differences: list[Any]) -> None:
    assert list(content.differences(requested, described, NOT_DESCRIBED, FILLED_IN)) == differences


def test_a_token_is_valid_and_depends_only_on_content_and_salt() -> None:
    token = content.token({"A": "ü", "B": 1})
    # Service model: ClientToken, [a-zA-Z0-9-]+, 36 characters at most.
    assert re.fullmatch(r"[a-zA-Z0-9-]{1,36}", token)
    assert content.token({"B": 1, "A": "ü"}) == token
    assert len({token, content.token({"A": "ü", "B": 2}), content.token({"A": "ü", "B": 1}, "again")}) == 3
