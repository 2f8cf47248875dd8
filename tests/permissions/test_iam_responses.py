"""Creating a role if IAM is eventually consistent, gets concurrent calls, or returns errors."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from tests.permissions.conftest import MANIFESTS, ConnectedAccount, Connection, Connections, read
from tests.permissions.iam_endpoint import ABSENT, ROLE, Answer, answering
from tests.pipeline.harness import FakeClock

from sagemaker_marketplace.create import roles
from sagemaker_marketplace.manifest.findings import Failure
from sagemaker_marketplace.report import events

ARN = "arn:aws:iam::123456789012:role/Made"
WAITING = "waiting 10 s for IAM to propagate"


def create_role(connection: Connection, answers: Mapping[str, list[Answer]]) -> tuple[list[str], list[str], float]:
    """Create the role; return the notes, the operations that IAM received, and the seconds waited."""
    with answering(answers) as (url, operations):
        account = ConnectedAccount(connection.connect(url, "K", "S"))
        clock = FakeClock()
        emitted = list(roles.ensure(read(MANIFESTS[0]), ARN, account.roles("us-east-1"), clock))
    return [event.text for event in emitted if isinstance(event, events.Note)], operations, clock.seconds


def test_a_new_role_is_read_until_iam_returns_it(connections: Connections) -> None:
    answers: dict[str, list[Answer]] = {
        "GetRole": [ABSENT, ABSENT, ABSENT, ROLE],
        "CreateRole": [ROLE],
        "PutRolePolicy": [""],
    }
    notes, operations, seconds = create_role(connections.root, answers)
    assert notes == ["created role Made", WAITING]
    assert operations == ["GetRole", "CreateRole", "GetRole", "GetRole", "GetRole", "PutRolePolicy"]
    assert seconds == 1 + 1 + 10


def test_another_process_creates_the_role_at_the_same_time(connections: Connections) -> None:
    answers: dict[str, list[Answer]] = {"GetRole": [ABSENT, ROLE], "PutRolePolicy": [""]}
    answers["CreateRole"] = [(409, "EntityAlreadyExists", "Role with name Made already exists.")]
    notes, operations, seconds = create_role(connections.root, answers)
    assert notes == ["the role Made was created by another process at the same time", WAITING]
    assert operations == ["GetRole", "CreateRole", "GetRole", "PutRolePolicy"]
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
def test_errors_of_iam(connections: Connections, answers: dict[str, list[Answer]], message: str, hint: str) -> None:
    with pytest.raises(Failure) as failure:
        create_role(connections.root, answers)
    assert (failure.value.message, failure.value.hint, failure.value.exit_code) == (message, hint, 3)
