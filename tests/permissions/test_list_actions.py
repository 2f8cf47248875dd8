"""The actions to list resources, which a watch of several resources of a kind needs."""

from __future__ import annotations

import pytest
from tests.permissions.policies import lines, manifest

from sagemaker_marketplace import permissions


@pytest.mark.parametrize(("command", "is_listed"), [("plan", False), ("create", True), ("watch", True)])
def test_several_resources_of_a_kind_are_listed(command: str, is_listed: bool) -> None:
    packages = [
        manifest(f"kind: ModelPackage\nregion: us-east-1\nspec: {{ModelPackageName: {name}}}\n") for name in "ab"
    ]
    algorithm = manifest("kind: Algorithm\nregion: us-east-1\nspec: {AlgorithmName: a-1}\n")
    policy = "\n".join(lines(permissions.caller([*packages, algorithm], command)))
    assert ("sagemaker:ListModelPackages" in policy, "sagemaker:ListAlgorithms" in policy) == (is_listed, False)
