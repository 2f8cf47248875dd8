"""The cleanup of a cancelled run, look by look: what it says, and when another look is of no use."""

from __future__ import annotations

from tests.pipeline.expected import arn
from tests.pipeline.harness import Harness

from sagemaker_marketplace.aws.session import Account
from sagemaker_marketplace.create.cleanup import Leftover, clean_up
from sagemaker_marketplace.plan.request import INVOCATION_TAG

ARN = arn("ModelPackage", "one")


def notes(leftover: Leftover, pauses: int = 0) -> tuple[list[str], list[Leftover]]:
    """Clean up with this number of pauses; return the notes and what is left."""
    remaining = iter(range(pauses))
    texts = []
    stream = clean_up([leftover], Account("tests"), lambda: next(remaining, None) is not None, "later")
    while True:
        try:
            texts.append(next(stream).text)
        except StopIteration as end:
            return texts, end.value


def leftover_of(harness: Harness) -> Leftover:
    """What a run that has created a package could leave."""
    (tag,) = (
        item["Value"] for item in harness.call("list_tags", ResourceArn=ARN)["Tags"] if item["Key"] == INVOCATION_TAG
    )
    return Leftover("m.yaml", "ModelPackage", "one", ARN, "us-east-1", tag)


def test_a_completed_resource_is_kept(harness: Harness) -> None:
    harness.serve("success")
    harness.run(harness.manifest("ModelPackage", "one"), provenance_tags=True)
    assert notes(leftover_of(harness)) == ([f"model package {ARN} is kept: it is Completed"], [])
    described = harness.call("describe_model_package", ModelPackageName="one")
    assert described["ModelPackageStatus"] == "Completed"


def test_a_resource_is_deleted_once_its_validation_has_ended(harness: Harness) -> None:
    harness.serve("ping-fails")
    harness.run(harness.manifest("ModelPackage", "one"), provenance_tags=True, wait=False)
    leftover = leftover_of(harness)
    waiting, deleting = f"waiting for the validation of model package {ARN} to end", f"deleting model package {ARN}"
    texts, left = notes(leftover)
    assert (len(texts), texts[0]) == (2, waiting)
    assert texts[1].startswith(f"model package {ARN} is left: it is ")
    assert left == [leftover]
    assert notes(leftover, 30) == ([waiting, deleting], [])


def test_a_resource_of_another_run_is_kept(harness: Harness) -> None:
    harness.serve("success")
    harness.run(harness.manifest("ModelPackage", "one"), provenance_tags=True, wait=False)
    other = Leftover("m.yaml", "ModelPackage", "one", ARN, "us-east-1", "another")
    assert notes(other, 3) == ([f"model package {ARN} is kept: it has no tag {INVOCATION_TAG} of this run"], [])


def test_a_missing_permission_ends_the_cleanup_at_once(harness: Harness) -> None:
    harness.serve("caller-without-permissions")
    leftover = Leftover("m.yaml", "ModelPackage", "one", ARN, "us-east-1", "mark")
    before = len(harness.calls())
    texts, left = notes(leftover, 5)
    assert texts[0].startswith(f"model package {ARN} is left: access denied: DescribeModelPackage: ")
    assert (len(texts), texts[0].endswith("; later"), left) == (1, True, [leftover])
    assert harness.calls()[before:] == ["DescribeModelPackage"]


def test_a_resource_that_does_not_appear_is_awaited_for_some_looks(harness: Harness) -> None:
    harness.serve("success")
    leftover = Leftover("m.yaml", "ModelPackage", "none", "", "us-east-1", "mark")
    before = len(harness.calls())
    assert notes(leftover, 30) == ([], [])
    assert harness.calls()[before:] == ["DescribeModelPackage"] * 7
    texts, left = notes(leftover, 2)
    assert texts == ["model package none is left: it is not visible, and might not have been created; later"]
    assert left == [leftover]
