"""Create and watch many resources in the sandbox by one process, in two accounts and two Regions, and print a table.

Five percent of the validations fail, every twentieth call is throttled, and the quotas leave most resources waiting for
their turn. The first process ends by SIGTERM when half of the resources exist; the second one, the same command, must
find what the first has created, and bring all to their ends. RESOURCES is the number of resources (500). Exits with 1
if an outcome is wrong, or a resource was created twice. The sandbox refuses a job beyond a quota, which is then a wrong
outcome.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any
from urllib.request import urlopen

from sagemaker_marketplace.sandbox.json_protocol import ACCOUNT
from sagemaker_marketplace.sandbox.scenario import is_in_share
from sagemaker_marketplace.sandbox.server import Sandbox, running

_ACCOUNTS = (ACCOUNT, "210987654321")
_REGIONS = ("us-east-1", "us-east-2")
_FAILING = 5  # percent
# Instances in each account and Region.
_QUOTA = 25
_POLL_SECONDS = 2
# A round of a watch makes its calls in less than this; the pause between two rounds is longer.
_PAUSE = _POLL_SECONDS / 2
_EXAMPLE = Path(__file__).parents[1] / "examples" / "model-package.yaml"
_OPTIONS = ("--no-pin-image", "--poll-seconds", str(_POLL_SECONDS), "--output", "json=report.json")
_LISTS = ("ListModelPackages", "ListTrainingJobs", "ListTransformJobs")
_SCENARIO = """
description: Five percent of the validations fail, every twentieth call is throttled, and quotas are small.
account:
  quota: {{ml.m5.large for transform job usage: {quota}}}
stages:
  scan: {{polls: 8}}
  transform:
    percent: {failing}
    final_status: Failed
    reason: "AlgorithmError: Exit Code: 1"
faults:
  - {{operations: ["*"], every: 20, response: throttle}}
"""


@dataclass
class Run:
    """One process: its exit code, seconds, peak memory in MiB, calls, and the status of each manifest in its report."""

    exit_code: int
    seconds: float
    memory: float
    calls: list[dict[str, Any]]
    results: dict[str, dict[str, Any]] = field(default_factory=dict)


def main() -> int:
    """Run with the number of resources in RESOURCES."""
    count = int(os.environ.get("RESOURCES", "500"))
    with TemporaryDirectory() as folder:
        runs = measure(Path(folder), count)
    sys.stdout.write("\n".join(table(count, runs)) + "\n")
    return 1 if problems(count, runs) else 0


def measure(folder: Path, count: int) -> list[Run]:
    """Create and watch in a folder: a process that is terminated when half of the resources exist, and another one."""
    scenario = folder / "scenario.yaml"
    scenario.write_text(_SCENARIO.format(failing=_FAILING, quota=_QUOTA), "utf-8")
    manifests = folder / "manifests"
    manifests.mkdir()
    for number in range(count):
        (manifests / f"{name(number)}.yaml").write_text(manifest(number), "utf-8")
    with running(str(scenario)) as sandbox:
        return [run(folder, sandbox, count // 2), run(folder, sandbox)]


def name(number: int) -> str:
    """Return the name of a resource."""
    return f"scorer-{number:04}"


def where(number: int) -> tuple[str, str]:
    """Return the account and the Region of a resource."""
    return _ACCOUNTS[number // len(_REGIONS) % len(_ACCOUNTS)], _REGIONS[number % len(_REGIONS)]


def arn(number: int) -> str:
    """Return the ARN of a resource."""
    account, region = where(number)
    return f"arn:aws:sagemaker:{region}:{account}:model-package/{name(number)}"


def manifest(number: int) -> str:
    """Return the manifest of a resource: the example, in its account and Region."""
    account, region = where(number)
    text = _EXAMPLE.read_text("utf-8").replace("churn-scorer-${VERSION|slug:-dev}", name(number))
    text = text.replace("${VERSION:-dev}", "1.0.0").replace("us-east-2", region).replace(ACCOUNT, account)
    role = "" if account == ACCOUNT else f"role-to-assume: arn:aws:iam::{account}:role/release\n"
    return text.replace("spec:\n", f"{role}spec:\n", 1)


def expected(number: int) -> str:
    """Return the final status of a resource."""
    return "Failed" if is_in_share(name(number), _FAILING) else "Completed"


def run(folder: Path, sandbox: Sandbox, stop_after: int = 0) -> Run:
    """Run `create` with all manifests; with `stop_after`, terminate it when so many resources exist."""
    before, began = len(calls(sandbox)), time.monotonic()
    (folder / "report.json").unlink(missing_ok=True)
    command = [sys.executable, "-m", "sagemaker_marketplace", "create", "manifests", *_OPTIONS]
    environment = {**os.environ, **sandbox.environment}
    with (folder / "output.txt").open("wb") as output:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=output, stderr=output)
        while stop_after and created(calls(sandbox)[before:]) < stop_after and process.poll() is None:
            time.sleep(0.05)
        if stop_after and process.poll() is None:
            process.send_signal(signal.SIGTERM)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.monotonic() - began
    results = {}
    if (folder / "report.json").exists():
        report = json.loads((folder / "report.json").read_text("utf-8"))
        results = {str(result.get("name")): result for result in report["results"]}
    return Run(process.returncode, seconds, usage.ru_maxrss / 1024, calls(sandbox)[before:], results)


def calls(sandbox: Sandbox) -> list[dict[str, Any]]:
    """Return the calls that the sandbox has received."""
    with urlopen(f"{sandbox.url}/_sandbox/calls") as answer:  # noqa: S310 - our own loopback server
        received: list[dict[str, Any]] = json.load(answer)
        return received


def created(received: list[dict[str, Any]]) -> int:
    """Return the number of create calls, without those that were throttled (each twentieth call of all)."""
    return sum(call["operation"] == "CreateModelPackage" and call["status"] == "200" for call in received)


def quiet_rounds(received: list[dict[str, Any]]) -> Iterator[int]:
    """Yield the number of calls of each round of an account and Region in which nothing has changed: only lists."""
    for account in _ACCOUNTS:
        for region in _REGIONS:
            own = [call for call in received if (call["account"], call["region"]) == (account, region)]
            starts = [i + 1 for i, (a, b) in enumerate(pairwise(own)) if b["seconds"] - a["seconds"] > _PAUSE]
            for start, stop in pairwise([0, *starts, len(own)]):
                if all(call["operation"] in _LISTS for call in own[start:stop]):
                    yield stop - start


def problems(count: int, runs: list[Run]) -> list[str]:
    """List what went wrong: outcomes, ARNs that the report lacks, resources created twice or not at all."""
    found, results = [], runs[-1].results
    for number in range(count):
        result = results.get(name(number), {})
        seen = (result.get("status"), result.get("arn"))
        if seen != (expected(number), arn(number)):
            found.append(f"{name(number)}: {seen} instead of {(expected(number), arn(number))}")
    sent = sum(created(item.calls) for item in runs)
    if sent != count:
        found.append(f"{sent} resources created instead of {count}")
    return found


def table(count: int, runs: list[Run]) -> list[str]:
    """Return the lines of the table."""
    outcomes = Counter(str(result.get("status")) for result in runs[-1].results.values())
    correct = Counter(expected(number) for number in range(count))
    lines = [f"{count} resources, {len(_ACCOUNTS)} accounts, {len(_REGIONS)} Regions", ""]
    lines += [f"{status}: {outcomes[status]} of {correct[status]} expected" for status in sorted({*outcomes, *correct})]
    for title, item in zip(("Terminated in the middle", "Run again"), runs, strict=True):
        quiet = list(quiet_rounds(item.calls))
        rounds = f"{median(quiet):g} calls (median of {len(quiet)} rounds)" if quiet else "no such round"
        lines += ["", f"{title}: exit code {item.exit_code}, {item.seconds:.0f} s, peak memory {item.memory:.0f} MiB"]
        lines += [f"  a round in which nothing changes, in an account and Region: {rounds}"]
        operations = Counter(call["operation"] for call in item.calls)
        lines += [f"  {number:6} {operation}" for operation, number in sorted(operations.items())]
    return [*lines, "", *(problems(count, runs)[:20] or ["All outcomes are right; nothing was created twice."])]


if __name__ == "__main__":
    sys.exit(main())
