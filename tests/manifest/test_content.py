"""The client token of a request, and the differences between a request and a description."""

from __future__ import annotations

import re
from typing import Any

import pytest

from sagemaker_marketplace.manifest import content

NOT_DESCRIBED = ("Tags", "ClientToken")


@pytest.mark.parametrize(
    ("requested", "described", "differences"),
    [
        ({}, {}, []),
        ({"A": 1}, {"A": 1}, []),
        ({"A": 1}, {"A": 2}, [(("A",), 1, 2)]),
        ({"A": 1}, {}, [(("A",), 1, None)]),
        ({}, {"A": 1, "B": True, "C": {"D": [1]}}, []),
        ({"A": "1"}, {"A": 1}, [(("A",), "1", 1)]),
        ({"A": True}, {"A": False}, [(("A",), True, False)]),
        ({"A": False}, {}, []),
        ({"A": {"B": False, "C": {"D": ""}}}, {}, []),
        ({"A": {"B": False, "C": 1}}, {}, [(("A",), {"B": False, "C": 1}, None)]),
        ({"A": False}, {"A": True}, [(("A",), False, True)]),
        ({"A": ""}, {"A": "b"}, [(("A",), "", "b")]),
        ({"A": []}, {"A": ["b"]}, [(("A",), [], ["b"])]),
        ({"A": {}}, {"A": {"B": 1}}, []),
        ({"SplitType": "None", "AssembleWith": "None", "CompressionType": "None"}, {}, []),
        ({"SplitType": "None"}, {"SplitType": "Line"}, [(("SplitType",), "None", "Line")]),
        ({"SplitType": "Line"}, {}, [(("SplitType",), "Line", None)]),
        ({"SplitType": "Line"}, {"SplitType": "None"}, [(("SplitType",), "Line", "None")]),
        ({"OutputDataConfig": {"CompressionType": "GZIP"}}, {"OutputDataConfig": {}}, []),
        ({"StoppingCondition": {"MaxRuntimeInSeconds": 86400}}, {"StoppingCondition": {}}, []),
        ({"MaxRuntimeInSeconds": 3600}, {}, [(("MaxRuntimeInSeconds",), 3600, None)]),
        ({"A": 0}, {}, [(("A",), 0, None)]),
        ({"A": ""}, {}, []),
        ({"A": []}, {}, []),
        ({"A": {}}, {}, []),
        ({}, {"A": {}, "B": [], "C": "", "D": None}, []),
        ({"A": {"B": []}}, {}, []),
        ({"A": {"B": []}}, {"A": {}}, []),
        ({"Tags": [{"Key": "k"}], "ClientToken": "t"}, {}, []),
        ({"Tags": [{"Key": "k"}]}, {"Tags": []}, [(("Tags",), [{"Key": "k"}], [])]),
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
        ({"C": [{"A": 1}]}, {"C": [1, 2]}, [(("C",), [{"A": 1}], [1, 2])]),
        (
            {"C": [{"A": 1}, {"A": 2}, {"A": 3}]},
            {"C": [{"A": 1}, {"A": 3, "B": 4}]},
            [(("C", 1), {"A": 2}, None)],
        ),
        ({"C": [{"A": 1}]}, {"C": [{"A": 1}, {"A": 1}]}, [(("C", 1), None, {"A": 1})]),
        ({"C": [{"A": 1}, {"A": 2}]}, {"C": [{"A": 3}]}, [(("C", 0, "A"), 1, 3), (("C", 1), {"A": 2}, None)]),
        ({"C": [{"A": 1}, {"A": False}]}, {"C": [{"A": 1}]}, [(("C", 1), {"A": False}, None)]),
        ({"A": {"B": 1}}, {"A": [1]}, [(("A",), {"B": 1}, [1])]),
        ({"B": 1, "A": 1}, {"A": 2, "C": 3, "B": 2}, [(("B",), 1, 2), (("A",), 1, 2)]),
    ],
)
def test_differences(requested: Any, described: Any, differences: list[Any]) -> None:
    assert list(content.differences(requested, described, NOT_DESCRIBED)) == differences


def test_a_token_is_valid_and_depends_only_on_content_and_salt() -> None:
    token = content.token({"A": "ü", "B": 1})
    # Service model: ClientToken, [a-zA-Z0-9-]+, 36 characters at most.
    assert re.fullmatch(r"[a-zA-Z0-9-]{1,36}", token)
    assert content.token({"B": 1, "A": "ü"}) == token
    assert len({token, content.token({"A": "ü", "B": 2}), content.token({"A": "ü", "B": 1}, "again")}) == 3
