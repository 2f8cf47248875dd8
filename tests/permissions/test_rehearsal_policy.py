"""The policy for rehearse: what the rehearsal block of the manifest does not replace."""

from __future__ import annotations

import pytest
from tests.permissions.conftest import EXAMPLES, MANIFESTS, read
from tests.permissions.policies import lines, manifest
from tests.permissions.test_caller import DATA, IMAGES

from sagemaker_marketplace import permissions

REHEARSE = [
    "Account: ecr:GetAuthorizationToken",
    "  *",
    "Images: ecr:BatchGetImage, ecr:DescribeImages, ecr:GetDownloadUrlForLayer",
    IMAGES[1],
]


def test_rehearse() -> None:
    assert lines(permissions.caller([read(MANIFESTS[0])], "rehearse")) == [*REHEARSE, *DATA]


def test_rehearse_an_algorithm_whose_model_is_trained() -> None:
    assert lines(permissions.caller([read(MANIFESTS[1])], "rehearse")) == [
        *REHEARSE[:3],
        "  arn:aws:ecr:us-east-2:123456789012:repository/demand-forest-serve",
        "Objects: s3:GetObject",
        "  arn:aws:s3:::example-sagemaker-us-east-2/demand-forest/validation/input/*",
        "Buckets: s3:ListBucket",
        "  arn:aws:s3:::example-sagemaker-us-east-2",
    ]


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        ("image: churn-scorer:dev", ["Objects: s3:GetObject", *DATA[1:]]),
        ("model: none", [*REHEARSE, DATA[0], DATA[2], *DATA[3:]]),
        ("input: data/", [*REHEARSE, DATA[0], DATA[1], *DATA[3:]]),
        ("{image: churn-scorer:dev, model: model/, input: data/}", []),
    ],
)
def test_rehearse_without_what_is_local(block: str, expected: list[str]) -> None:
    text = (EXAMPLES / MANIFESTS[0]).read_text() + f"rehearsal:\n  {block}\n"
    assert lines(permissions.caller([manifest(text)], "rehearse")) == expected
