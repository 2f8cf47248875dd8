"""The account of manifests with role-to-assume, and the policy of the credentials that assume their roles."""

from __future__ import annotations

import pytest
from tests.permissions.conftest import MANIFESTS, read
from tests.permissions.policies import lines, manifest

from sagemaker_marketplace import permissions
from sagemaker_marketplace.manifest.document import Document
from sagemaker_marketplace.manifest.findings import Failure

MANIFEST = """
kind: ModelPackage
region: us-east-2
role-to-assume: arn:aws:iam::{}:role/release
spec:
  ModelPackageName: x
"""


def role_manifest(account: str) -> Document:
    return manifest(MANIFEST.format(account))


def test_the_credentials_that_assume_the_roles_of_manifests() -> None:
    found = permissions.assume_roles(
        [read(MANIFESTS[0]), *(role_manifest(account) for account in ("111122223333", "444455556666", "111122223333"))]
    )
    assert lines(found) == [
        "AssumeRoles: sts:AssumeRole",
        "  arn:aws:iam::111122223333:role/release",
        "  arn:aws:iam::444455556666:role/release",
    ]


def test_no_manifest_has_a_role() -> None:
    with pytest.raises(Failure, match="no manifest has role-to-assume"):
        permissions.assume_roles([read(MANIFESTS[0])])


def test_the_account_is_that_of_the_role_to_assume() -> None:
    found = lines(permissions.caller([role_manifest("111122223333")], "watch"))
    assert "  arn:aws:sagemaker:us-east-2:111122223333:model-package/x" in found
