"""Many resources in two accounts and two Regions by one run, of which some fail and some calls are throttled."""

from __future__ import annotations

import json
import os
import signal
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.pipeline.harness import Harness

from sagemaker_marketplace import runner
from sagemaker_marketplace.report import events
from sagemaker_marketplace.sandbox.scenario import is_in_share

ACCOUNTS = {"123456789012": "", "210987654321": "arn:aws:iam::210987654321:role/release"}
REGIONS = ("us-east-1", "us-east-2")
SCENARIO = """
description: Some validations fail, and every twentieth call is throttled.
stages:
  scan: {polls: 6}
  transform: {percent: 5, final_status: Failed, reason: "AlgorithmError: Exit Code: 1"}
faults:
  - {operations: ["*"], every: 20, response: throttle}
"""
NUMBERS = range(20, 44)


@pytest.fixture(autouse=True)
def signal_handlers() -> Iterator[None]:
    """Handle signals as the program does, and restore the handlers afterwards."""
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    runner.handle_signals()
    yield
    for number, handler in handlers.items():
        signal.signal(number, handler)


def test_many_resources_with_an_interruption(harness: Harness, tmp_path: Path) -> None:
    scenario = tmp_path / "scenario.yaml"
    scenario.write_text(SCENARIO, "utf-8")
    sandbox = harness.serve(str(scenario), fresh=True)
    expected = {}
    for number in NUMBERS:
        account, region = [*ACCOUNTS][number // 2 % len(ACCOUNTS)], REGIONS[number % 2]
        name = f"scorer-{number:04}"
        role = {"role-to-assume": ACCOUNTS[account]} if ACCOUNTS[account] else {}
        data = {"kind": "ModelPackage", "region": region, "spec": harness.spec("ModelPackage", name), **role}
        text = json.dumps(data).replace("us-east-1", region).replace("123456789012", account)
        (tmp_path / f"{name}.json").write_text(text, "utf-8")
        arn = f"arn:aws:sagemaker:{region}:{account}:model-package/{name}"
        expected[f"{name}.json"] = (arn, "Failed" if is_in_share(name, 5) else "Completed")
    assert Counter(status for _, status in expected.values()) == {"Completed": 23, "Failed": 1}
    created: list[str] = []

    def interrupt(event: events.Event) -> None:
        if isinstance(event, events.OutputChanged) and event.name == "arn":
            created.append(event.value)
            if len(created) == len(expected) // 2:
                os.kill(os.getpid(), signal.SIGTERM)

    first = harness.run(*expected, on_event=interrupt)
    assert first.exit_code == 130
    second = harness.run(*expected)
    assert second.exit_code == 4
    outputs = {result.manifest: result.outputs for result in second.report.results.values()}
    assert {name: (found["arn"], found["status"]) for name, found in outputs.items()} == expected
    assert [failure.manifest for failure in second.report.failures] == ["scorer-0039.json"]
    answered = Counter(call["operation"] for call in sandbox.calls if call["status"] == "200")
    assert answered["CreateModelPackage"] == len(expected)
    # Each resource is described to plan, in both runs, and when its status or its jobs change, however many rounds
    # there are; with one call per resource and round there would be more.
    assert answered["DescribeModelPackage"] <= 10 * len(expected)
    assert answered["ListModelPackages"] <= 20 * len(ACCOUNTS) * len(REGIONS)
