"""The `rehearsal` block is not part of the request: plan, create and watch do the same with it and without it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.pipeline.expected import TITLES
from tests.pipeline.harness import Harness, Outcome

from sagemaker_marketplace.report import events

BLOCK = {
    "image": "churn-scorer:dev",
    "model": "no-such-model",
    "input": "../outside",
    "patience": 4000,
    "expect": {"status": 200, "records": 3, "output": "/etc/passwd", "tolerance": 0.5, "schema": "no-such-schema.json"},
}
TEXTS = ("rehears", "churn-scorer:dev", "no-such-model", "../outside", "no-such-schema", "/etc/passwd")
both_kinds = pytest.mark.parametrize("kind", TITLES)


def with_block(harness: Harness, file: str, **fields: Any) -> str:
    """Add the block to a manifest."""
    path = harness.root / file
    path.write_text(json.dumps({**json.loads(path.read_text()), "rehearsal": {**BLOCK, **fields}}, indent=1))
    return file


def shown(outcome: Outcome) -> tuple[int, list[str], str]:
    """Return exit code, lines and everything that a run reports as data, without the random name of the invocation."""
    return outcome.exit_code, outcome.output, json.dumps(outcome.report.as_data(), sort_keys=True)


@both_kinds
def test_the_plan_and_its_request_are_the_same(harness: Harness, kind: str) -> None:
    harness.serve("success")
    without = harness.run(harness.manifest(kind, "one"), command="plan")
    (expected,) = (event.request for _, event in without.events if isinstance(event, events.PlanMade))
    for fields in ({}, {"image": "another:dev"}):
        outcome = harness.run(with_block(harness, harness.manifest(kind, "one"), **fields), command="plan")
        requests = [event.request for _, event in outcome.events if isinstance(event, events.PlanMade)]
        assert (shown(outcome), outcome.calls, requests) == (shown(without), without.calls, [expected])


@both_kinds
def test_the_created_resource_has_nothing_of_the_block(harness: Harness, kind: str) -> None:
    harness.serve("success")
    outcome = harness.run(with_block(harness, harness.manifest(kind, "one")))
    operation = f"describe_{TITLES[kind].replace(' ', '_')}"
    described = harness.call(operation, **{f"{kind}Name": "one"})
    tags = harness.call("list_tags", ResourceArn=described[f"{kind}Arn"])["Tags"]
    everything = json.dumps([outcome.output, outcome.report.as_data(), described, tags], default=str)
    assert (outcome.exit_code, [text for text in TEXTS if text in everything]) == (0, [])


@both_kinds
def test_an_added_or_changed_block_is_no_change(harness: Harness, kind: str) -> None:
    harness.serve("success")
    assert harness.run(harness.manifest(kind, "one")).exit_code == 0
    for fields in ({}, {"image": "another:dev"}):
        outcome = harness.run(with_block(harness, harness.manifest(kind, "one"), **fields))
        (result,) = outcome.report.as_data()["results"]
        assert (outcome.exit_code, result["plan"]["decision"], result["plan"]["differences"]) == (0, "unchanged", [])


@both_kinds
def test_a_watch_ignores_the_block(harness: Harness, kind: str) -> None:
    harness.serve("success")
    assert harness.run(harness.manifest(kind, "one")).exit_code == 0
    without = harness.run(harness.manifest(kind, "one"), command="watch")
    assert shown(harness.run(with_block(harness, harness.manifest(kind, "one")), command="watch")) == shown(without)
