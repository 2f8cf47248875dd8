"""Create calls of a caller who is not allowed to add tags."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.create.gate import End, Gate
from tests.pipeline.expected import TITLES
from tests.pipeline.harness import Harness

Serve = Callable[[str], Gate]
BOTH = pytest.mark.parametrize("kind", TITLES)
OWN_TAGS = [{"Key": "team", "Value": "churn"}]
NOTE = "missing permission sagemaker:AddTags: retrying without provenance tags"


def denied(action: str) -> tuple[str, str]:
    return "AccessDeniedException", f"User: u is not authorized to perform: {action} on resource: r"


ADD_TAGS = denied("sagemaker:AddTags")


def refusal(ended: End) -> str:
    """The line with AWS's refusal."""
    return next(line for line in ended.lines if line.startswith("m.yaml: "))


@BOTH
@pytest.mark.parametrize("own", [None, OWN_TAGS], ids=["without tags", "with tags in the manifest"])
def test_the_resource_is_created_without_provenance_tags(
    harness: Harness, gate: Serve, kind: str, own: list[dict[str, str]] | None
) -> None:
    here = gate("success")
    here.begin("a", harness.manifest(kind, "one", Tags=own), wait=False)
    first = here.until("a", f"Create{kind}").request
    here.refuse("a", *ADD_TAGS)
    second = here.until("a", f"Create{kind}").request
    assert first["Tags"] != own
    assert second.get("Tags") == own
    assert {**first, "Tags": own} == {**second, "Tags": own}
    ended = here.finish("a")
    assert (ended.exit_code, [line.strip() for line in ended.lines if "retrying" in line]) == (0, [NOTE])


@BOTH
def test_the_manifests_own_tags_are_not_left_out(harness: Harness, gate: Serve, kind: str) -> None:
    here = gate("success")
    here.begin("a", harness.manifest(kind, "one", Tags=OWN_TAGS), provenance_tags=False)
    here.until("a", f"Create{kind}")
    here.refuse("a", *ADD_TAGS)
    assert here.next("a") is None
    ended = here.finish("a")
    assert (ended.exit_code, refusal(ended)) == (3, f"m.yaml: access denied: Create{kind}: {ADD_TAGS[1]}")


@BOTH
def test_another_missing_permission_ends_the_run(harness: Harness, gate: Serve, kind: str) -> None:
    here = gate("success")
    here.begin("a", harness.manifest(kind, "one"))
    here.until("a", f"Create{kind}")
    here.refuse("a", *denied(f"sagemaker:Create{kind}"))
    assert here.next("a") is None
    ended = here.finish("a")
    message = denied(f"sagemaker:Create{kind}")[1]
    assert (ended.exit_code, refusal(ended)) == (3, f"m.yaml: access denied: Create{kind}: {message}")
