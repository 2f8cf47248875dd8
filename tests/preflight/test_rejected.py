"""Credentials that AWS does not accept during the preflight end the run: other manifests would be refused as well."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from tests.pipeline.harness import Harness, SharedSandboxes

from sagemaker_marketplace.report.events import StageStarted

SCENARIO = {
    "description": "ECR does not accept the credentials.",
    "faults": [
        {
            "operations": ["BatchGetImage"],
            "response": {"code": "UnrecognizedClientException", "message": "The security token is invalid."},
        }
    ],
}


@pytest.fixture
def harness(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Harness]:
    """A harness in its own folder, with its own sandbox."""
    monkeypatch.chdir(tmp_path)
    with ExitStack() as stack:
        yield Harness(tmp_path, monkeypatch, SharedSandboxes(stack), stack)


def test_the_preflight_of_other_manifests_is_not_started(harness: Harness) -> None:
    file = harness.root / "rejected.yaml"
    file.write_text(json.dumps(SCENARIO), encoding="utf-8")
    harness.serve(str(file), fresh=True)
    names = [harness.manifest("ModelPackage", f"rejected-{number}", f"{number}.yaml") for number in (1, 2)]
    outcome = harness.run(*names, command="plan", preflight=True)
    started = [(event.stage, event.manifest) for _, event in outcome.events if isinstance(event, StageStarted)]
    assert (outcome.exit_code, started) == (
        3,
        [
            *(("check", "1.yaml"), ("check", "2.yaml"), ("plan", "1.yaml"), ("plan", "2.yaml")),
            ("preflight", "1.yaml"),
        ],
    )
    assert [failure.manifest for failure in outcome.report.failures] == ["1.yaml"]
