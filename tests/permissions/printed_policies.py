"""Every kind of policy that the program prints, by a name for messages; and parliament, which checks them."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

from tests.permissions.conftest import MANIFESTS, read

from sagemaker_marketplace import permissions
from sagemaker_marketplace.permissions import Caller

KEY = "arn:aws:kms:us-east-2:123456789012:key/0a"
CALLERS = {
    "default": Caller(),
    "role": Caller("arn:aws:iam::123456789012:role/ci/release"),
    "user": Caller("arn:aws:iam::123456789012:user/ann"),
    "replace": Caller(replace_failed=True, on_cancel_stop=True),
    "new role": Caller(new_role="Made", managed_policy=True),
}
_REPOSITORY = "acme/models"
TRUSTS = {
    "environment": permissions.github(_REPOSITORY, "environment:release"),
    "tags": permissions.github(_REPOSITORY, "ref:refs/tags/v*", "123456789012", ("12", "345")),
    "China": permissions.github(_REPOSITORY, "ref:refs/heads/main", "123456789012", region="cn-north-1"),
}


def identity_policies() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the policies of callers and of validation roles; some have an unknown account."""
    documents = [read(name) for name in MANIFESTS]
    for command in permissions.COMMANDS:
        for about, how in CALLERS.items():
            yield f"{command} by {about}", permissions.caller(documents, command, how=how)
    yield "unknown account", permissions.caller(documents, "create", permissions.UNKNOWN_ACCOUNT)
    for document in documents:
        yield f"role of {document.file}", permissions.validation_role(document, keys=[KEY])[1]


def trust_policies() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the trust policies of validation roles and of workflows."""
    yield "SageMaker", permissions.validation_role(read(MANIFESTS[0]))[0]
    yield from TRUSTS.items()


def load_parliament() -> Any:
    """Import parliament. It needs a module that setuptools no longer has, only for the paths of two files."""
    stand_in = ModuleType("pkg_resources")
    stand_in.resource_filename = _path_in_package  # type: ignore[attr-defined]  # modules have any attribute
    sys.modules.setdefault("pkg_resources", stand_in)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # it does not close these files
        import parliament

    return parliament


def _path_in_package(package: str, name: str) -> str:
    found = find_spec(package)
    assert found
    assert found.origin
    return str(Path(found.origin).with_name(name))
