"""`allowed-account-ids`: nothing is looked up or created with the credentials of another account."""

from __future__ import annotations

import pytest
from tests.pipeline.expected import TITLES
from tests.pipeline.harness import Harness, SingleAttemptAccount
from tests.pipeline.test_faults import add_faults

ACCOUNT, OTHER = "123456789012", "210987654321"
BOTH = pytest.mark.parametrize("kind", TITLES)


def failures(lines: list[str]) -> list[str]:
    return [line for line in lines if line.startswith("failed")]


@BOTH
@pytest.mark.parametrize("command", ["plan", "create"])
def test_another_account_ends_the_run(harness: Harness, kind: str, command: str) -> None:
    harness.serve("success")
    allowed = (OTHER, OTHER[::-1].replace("2", "3"))
    outcome = harness.run(harness.manifest(kind, "guarded"), command=command, allowed_account_ids=allowed)
    assert failures(outcome.event_lines) == [
        f"failed 2: the credentials belong to account {ACCOUNT}, which is not allowed | "
        f"use credentials of an account in allowed-account-ids: {', '.join(allowed)}"
    ]
    assert (outcome.exit_code, outcome.calls) == (2, ["GetCallerIdentity"])


@BOTH
def test_an_allowed_account_changes_nothing(harness: Harness, kind: str) -> None:
    harness.serve("success")
    outcome = harness.run(harness.manifest(kind, "allowed"), allowed_account_ids=(OTHER, ACCOUNT))
    assert (outcome.exit_code, outcome.report.outputs()["status"]) == (0, "Completed")
    assert outcome.calls.count("GetCallerIdentity") == 1


def test_an_account_that_is_not_known_is_not_allowed(harness: Harness) -> None:
    harness.serve("success")
    add_faults(harness, ["GetCallerIdentity"], "503")
    file = harness.manifest("ModelPackage", "unknown")
    outcome = harness.run(file, account=SingleAttemptAccount, allowed_account_ids=(ACCOUNT,))
    (failure,) = failures(outcome.event_lines)
    assert failure.startswith("failed 3: could not determine the AWS account: ")
    assert outcome.calls == ["GetCallerIdentity"]


def test_without_the_setting_the_account_is_not_looked_up(harness: Harness) -> None:
    harness.serve("success")
    assert "GetCallerIdentity" not in harness.run(harness.manifest("ModelPackage", "unguarded")).calls
