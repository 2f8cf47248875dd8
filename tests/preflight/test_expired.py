"""Credentials that expire during the preflight: it ends with the same error, whatever the order of the queries."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from tests.preflight.conftest import lines, parsed
from tests.preflight.connections import connected_to

from sagemaker_marketplace import plugins
from sagemaker_marketplace.aws.errors import REFRESH_CREDENTIALS, CredentialsExpired
from sagemaker_marketplace.preflight import preflight
from sagemaker_marketplace.sandbox.server import Sandbox, running

SPECS = Path(__file__).parents[1] / "pipeline" / "specs"
CHECKS = plugins.checks()
# More calls than a preflight makes.
ALL = 200


def manifest() -> str:
    """Return a manifest with training, transform and model data, so that it needs every kind of query."""
    spec = {"AlgorithmName": "churn", **json.loads((SPECS / "Algorithm.json").read_text("utf-8"))}
    for container in spec["InferenceSpecification"]["Containers"]:
        container["ModelDataUrl"] = "s3://acme-ml/churn/model.tar.gz"
    return json.dumps({"kind": "Algorithm", "region": "us-east-1", "spec": spec}, indent=1)


def expire_after(sandbox: Sandbox, calls: int) -> None:
    """Return an error for expired credentials after so many calls."""
    faults = [{"operation": "*", "kind": "expired", "nth": calls + number} for number in range(1, ALL)]
    request = Request(f"{sandbox.url}/_sandbox/faults", json.dumps(faults).encode())  # noqa: S310 - loopback
    urlopen(request).close()  # noqa: S310 - our own loopback server


def calls_of(sandbox: Sandbox) -> list[str]:
    return [call["operation"] for call in sandbox.calls]


EXPIRED = ("the AWS credentials have expired", REFRESH_CREDENTIALS)


def run(calls: int) -> tuple[list[str], tuple[str, str] | None]:
    """Run the preflight with credentials that expire after so many calls.

    Return the operations called, and the error's message and hint.
    """
    with running("success") as sandbox, connected_to(sandbox) as connect:
        expire_after(sandbox, calls)
        try:
            lines(parsed(manifest()), connect)
        except CredentialsExpired as expired:
            return calls_of(sandbox), (expired.message, expired.hint)
        return calls_of(sandbox), None


@pytest.mark.parametrize("order", ["forward", "backward"])
def test_the_order_of_checks_makes_no_difference(monkeypatch: pytest.MonkeyPatch, order: str) -> None:
    """One check at a time, in both orders; the credentials expire at each call in turn, HEAD requests included."""
    monkeypatch.setattr(preflight, "_MAX_PARALLEL", 1)
    monkeypatch.setattr(plugins, "checks", lambda: CHECKS if order == "forward" else CHECKS[::-1])
    complete, error = run(ALL)
    assert error is None
    assert {"HeadBucket", "HeadObject", "GetCallerIdentity", "DescribeImages"} < set(complete)
    for calls in range(len(complete)):
        operations, error = run(calls)
        assert error == EXPIRED
        assert operations[:calls] == complete[:calls]
        # The config of an image comes from an address without credentials: the next query is refused.
        refused = next(number for number in range(calls, len(complete)) if not complete[number].startswith("GET "))
        assert operations[calls : refused + 1] == complete[calls : refused + 1]
        # After a HEAD request botocore determines the bucket's Region, and STS returns the reason.
        # No other call follows.
        after = [operation for operation in operations[refused + 1 :] if operation != "HeadBucket"]
        assert after == (["GetCallerIdentity"] if operations[refused].startswith("Head") else [])


@pytest.mark.parametrize("calls", [0, 1, 7, 13])
def test_checks_in_parallel_end_the_same_way(calls: int) -> None:
    operations, error = run(calls)
    assert error == EXPIRED
    # The queries that were under way may still have been answered, and no other was sent.
    assert calls < len(operations) <= calls + 2 * preflight._MAX_PARALLEL
