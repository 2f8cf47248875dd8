"""Making a role with an IAM that is slow to tell, is asked twice at once, or refuses."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from tests.permissions.conftest import MANIFESTS, Line, Lined, Lines, read
from tests.permissions.iam_endpoint import ABSENT, ROLE, Answer, answering
from tests.pipeline.harness import FakeClock

from sagemaker_marketplace.create import roles
from sagemaker_marketplace.manifest.findings import Failure
from sagemaker_marketplace.report import events

ARN = "arn:aws:iam::123456789012:role/Made"
WAITING = "waiting 10 s for IAM to propagate"


def making(line: Line, answers: Mapping[str, list[Answer]]) -> tuple[list[str], list[str], float]:
    """Make the role; give what was told, what IAM was asked, and the seconds waited."""
    with answering(answers) as (url, asked):
        account = Lined(line.lay(url, "K", "S"))
        clock = FakeClock()
        told = list(roles.ensure(read(MANIFESTS[0]), ARN, account.roles("us-east-1"), clock))
    return [event.text for event in told if isinstance(event, events.Note)], asked, clock.seconds


def test_iam_shows_a_new_role_after_a_while(lines: Lines) -> None:
    answers: dict[str, list[Answer]] = {
        "GetRole": [ABSENT, ABSENT, ABSENT, ROLE],
        "CreateRole": [ROLE],
        "PutRolePolicy": [""],
    }
    told, asked, seconds = making(lines.root, answers)
    assert told == ["created role Made", WAITING]
    assert asked == ["GetRole", "CreateRole", "GetRole", "GetRole", "GetRole", "PutRolePolicy"]
    assert seconds == 1 + 1 + 10


def test_somebody_else_makes_it_at_the_same_moment(lines: Lines) -> None:
    answers: dict[str, list[Answer]] = {"GetRole": [ABSENT, ROLE], "PutRolePolicy": [""]}
    answers["CreateRole"] = [(409, "EntityAlreadyExists", "Role with name Made already exists.")]
    told, asked, seconds = making(lines.root, answers)
    assert told == ["the role Made was created by another process at the same time", WAITING]
    assert asked == ["GetRole", "CreateRole", "GetRole", "PutRolePolicy"]
    assert seconds == 10


@pytest.mark.parametrize(
    ("answers", "message", "hint"),
    [
        (
            {"GetRole": [ABSENT], "CreateRole": [ROLE]},
            "created role Made, but IAM does not return it",
            "retry later",
        ),
        (
            {"GetRole": [ROLE], "PutRolePolicy": [(409, "LimitExceeded", "Maximum policy size of 10240 exceeded.")]},
            "AWS refused PutRolePolicy: Maximum policy size of 10240 exceeded.",
            "remove unused inline policies sagemaker-marketplace-* from the role, or use another role",
        ),
        (
            {"GetRole": [(403, "AccessDenied", "no")]},
            "access denied: GetRole: no",
            "add iam:GetRole to the caller's IAM policy; sagemaker-marketplace iam-policy prints the policy",
        ),
        (
            {"GetRole": [ABSENT], "CreateRole": [(400, "MalformedPolicyDocument", "bad")]},
            "AWS refused CreateRole: MalformedPolicyDocument: bad",
            "create the role yourself: sagemaker-marketplace role prints the policies it needs",
        ),
    ],
)
def test_refusals(lines: Lines, answers: dict[str, list[Answer]], message: str, hint: str) -> None:
    with pytest.raises(Failure) as failure:
        making(lines.root, answers)
    assert (failure.value.message, failure.value.hint, failure.value.exit_code) == (message, hint, 3)
