"""The tags that say where a resource comes from."""

from __future__ import annotations

import pytest

from sagemaker_marketplace.manifest import content
from sagemaker_marketplace.plan.request import provenance_tags

SPEC = {"ModelPackageName": "churn"}
MANIFEST = ("sagemaker-marketplace:manifest", content.digest(SPEC))
RUN = {
    "GITHUB_REPOSITORY": "octo/churn",
    "GITHUB_SHA": "0a1b2c3d",
    "GITHUB_RUN_ID": "17",
    "GITHUB_RUN_ATTEMPT": "2",
    "GITHUB_TOKEN": "secret",
}


@pytest.mark.parametrize(
    ("run", "invocation", "expected"),
    [
        ({}, "", [MANIFEST]),
        ({"GITHUB_SHA": "", "GITHUB_RUN_ID": "17"}, "", [("sagemaker-marketplace:run", "17"), MANIFEST]),
        (
            RUN,
            "4711",
            [
                ("sagemaker-marketplace:invocation", "4711"),
                ("sagemaker-marketplace:repository", "octo/churn"),
                ("sagemaker-marketplace:commit", "0a1b2c3d"),
                ("sagemaker-marketplace:run", "17"),
                ("sagemaker-marketplace:attempt", "2"),
                MANIFEST,
            ],
        ),
    ],
    ids=["no run", "part of a run", "a run"],
)
def test_tags_in_order(run: dict[str, str], invocation: str, expected: list[tuple[str, str]]) -> None:
    assert list(provenance_tags(run, SPEC, invocation).items()) == expected
