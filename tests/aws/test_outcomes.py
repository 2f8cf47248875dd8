"""The outcomes of calls that manifests share: sent once, with the location of each manifest, within a size."""

from __future__ import annotations

from threading import Barrier

import pytest

from sagemaker_marketplace.aws.access_denied import Denial
from sagemaker_marketplace.aws.errors import CredentialsExpired
from sagemaker_marketplace.aws.outcomes import Outcomes
from sagemaker_marketplace.aws.parallel import map_in_order
from sagemaker_marketplace.aws.queries import NoAnswer, PermissionMissing, Queries
from sagemaker_marketplace.facts.facts import Facts


def queries() -> Queries:
    """Queries that have no client: the test gives the work."""
    return Queries(lambda *_: pytest.fail("AWS is asked"), "us-east-1", "2026-01-01", Facts())


@pytest.mark.parametrize(
    "error", [PermissionMissing(("first",), Denial("iam:GetRole"), {}), NoAnswer(("first",), "GetRole: 500")]
)
def test_an_error_has_the_location_of_who_asks(error: PermissionMissing | NoAnswer) -> None:
    calls: list[str] = []

    def work() -> None:
        calls.append("GetRole")
        raise error

    account = queries()
    located = []
    for path in (("first",), ("second",)):
        try:
            account.cached(path, "key", work)
        except (PermissionMissing, NoAnswer) as raised:
            located.append(raised.path)
    assert (located, calls) == ([("first",), ("second",)], ["GetRole"])


def test_expired_credentials_are_not_used_again() -> None:
    account, error = queries(), CredentialsExpired("expired", "")

    def work() -> None:
        raise error

    for key in ("a", "b", "b"):
        with pytest.raises(CredentialsExpired) as raised:
            account.cached((), key, work if key == "a" else lambda: pytest.fail("AWS is asked"))
        assert raised.value is error
    depth = 0
    traceback = error.__traceback__
    while traceback:
        depth, traceback = depth + 1, traceback.tb_next
    assert depth == 2  # of the last raise alone


def test_threads_share_an_outcome() -> None:
    outcomes, together, calls = Outcomes(), Barrier(4), []

    def get(_: int) -> object:
        together.wait()
        return outcomes.get("key", lambda: calls.append("key") or "answer")  # type: ignore[func-returns-value]

    assert map_in_order(get, range(4), 4) == ["answer"] * 4
    assert calls == ["key"]


def test_an_unexpected_error_is_not_kept() -> None:
    outcomes = Outcomes()
    with pytest.raises(ZeroDivisionError):
        outcomes.get("key", lambda: 1 // 0)
    assert outcomes.get("key", lambda: 1) == 1


def test_the_outcomes_used_last_are_kept() -> None:
    outcomes, calls = Outcomes(max_size=30), []

    def get(key: str) -> None:
        outcomes.get(key, lambda: calls.append(key) or "x" * 7)  # type: ignore[func-returns-value]

    for key in ("a", "b", "c", "a", "d", "a", "c", "b"):  # each has 10 characters, with its quotes
        get(key)
    assert calls == ["a", "b", "c", "d", "b"]
    assert outcomes.get("large", lambda: "x" * 100) == "x" * 100
    get("a")
    assert calls[-1] == "a"
