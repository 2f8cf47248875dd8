"""Follows a job log of a million lines: compares memory with a short log, and speed with the AWS CLI.

The sandbox runs in a separate process and does the same work for both readers, so two speeds are printed: by elapsed
time, and by the reader's own processor time. Run it on an idle machine: `python benchmarks/logs.py`.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sagemaker_marketplace import plugins
from sagemaker_marketplace.aws.session import Account
from sagemaker_marketplace.context import Clock
from sagemaker_marketplace.report.formats import github
from sagemaker_marketplace.sandbox.scenario import load
from sagemaker_marketplace.watch.job import RegionAccess
from sagemaker_marketplace.watch.jobs import JobFollower
from sagemaker_marketplace.watch.logbook import Logbook
from sagemaker_marketplace.watch.targets import Target

ROOT = Path(__file__).parent.parent
SPEC = ROOT / "tests" / "pipeline" / "specs" / "ModelPackage.json"
REGION, GROUP = "us-east-1", "/aws/sagemaker/TransformJobs"
BUDGET_MB = 30


class ImpatientClock(Clock):
    """A clock that does not wait."""

    def sleep(self, seconds: float) -> None:
        """Return at once."""


def main() -> None:
    """Print memory, lines and speed of both readers."""
    short = _measure("success")
    long = _measure("logs-million-lines", compare=True)
    base, growth = short["peak_kilobytes"] / 1024, (long["peak_kilobytes"] - short["peak_kilobytes"]) / 1024
    print(
        f"peak memory: {base:.0f} MB with {short['lines']} lines, {growth:+.1f} MB with a million (budget {BUDGET_MB})"
    )
    print(f"lines written: {_count_written('logs-million-lines'):,}, followed: {long['lines']:,}")
    print(f"lines in the log file: {long['in_file']:,}, in the job log: {long['printed']:,}")
    for reader, title in (("ours", "this program"), ("aws", "aws logs filter-log-events")):
        speed, cpu_speed = (long["lines"] / long[f"{reader}_{clock}"] for clock in ("seconds", "cpu"))
        print(f"{title}: {speed:,.0f} lines per second, {cpu_speed:,.0f} per second of processor time")


def follow(file: str) -> None:
    """Follow the jobs of a new model package to their end; print the measurements as JSON."""
    clock = ImpatientClock()
    account = Account("benchmark")
    resources = account.resources(REGION)
    kind = plugins.kinds()["ModelPackage"]
    request = {"ModelPackageName": "benchmark", **json.loads(SPEC.read_text("utf-8")), "CertifyForMarketplace": True}
    target = Target("benchmark", kind, resources.create(kind, request), "benchmark", REGION, resources)
    access = RegionAccess(account.jobs(REGION, clock.now), account.logs(REGION))
    started, cpu = time.perf_counter(), time.process_time()
    with Path(file).open("w", encoding="utf-8") as log:
        logbooks: list[Logbook] = []

        def make_logbook(job_type: str) -> Logbook:
            logbooks.append(Logbook(job_type, 400, log.write))
            return logbooks[-1]

        follower = JobFollower(target.manifest, target.kind, access, clock, lambda *_: None, make_logbook)
        printed = sum(1 for line in github.render(_events(target, follower, clock)) if " | " in line)
    times = {"ours_seconds": time.perf_counter() - started, "ours_cpu": time.process_time() - cpu}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    lines = sum(logbook.lines for logbook in logbooks)
    job = follower.outcomes[0].name
    print(json.dumps({"peak_kilobytes": peak, "lines": lines, "printed": printed, "job": job, **times}))


def _events(target: Target, follower: JobFollower, clock: Clock) -> Iterator[Any]:
    while True:
        described = target.resources.describe(target.kind, target.arn) or {}
        yield from follower.update(described)
        if described.get(target.kind.STATUS) in ("Completed", "Failed"):
            break
    yield from follower.finish(clock.now() + 3600)


def _measure(scenario: str, compare: bool = False) -> dict[str, Any]:
    with _sandbox(scenario) as environment, tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "job.log"
        output = _run([sys.executable, __file__, "follow", str(file)], environment)
        measured: dict[str, Any] = json.loads(output)
        with file.open(encoding="utf-8") as log:
            measured["in_file"] = sum(1 for _ in log)
        if compare:
            started, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
            aws = [str(Path(sys.executable).parent / "aws"), "logs", "filter-log-events", "--log-group-name", GROUP]
            _run([*aws, "--log-stream-name-prefix", f"{measured['job']}/", "--output", "json"], environment)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            measured["aws_seconds"] = time.perf_counter() - started
            measured["aws_cpu"] = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return measured


def _count_written(scenario: str) -> int:
    """Return the number of lines that the scenario's transform job writes."""
    stage = load(scenario).stages["transform"]
    return int(stage.generated_lines.get("count", 0)) + sum(map(len, (stage.log, stage.last_log, stage.data_log)))


def _run(command: list[str], environment: dict[str, str]) -> str:
    """Run a command; its output goes to a file, so that no reader slows it down."""
    with tempfile.TemporaryFile("w+") as out:
        subprocess.run(command, stdout=out, check=True, env={**os.environ, **environment})
        out.seek(0)
        return out.read() if command[0] == sys.executable else ""


@contextmanager
def _sandbox(scenario: str) -> Iterator[dict[str, str]]:
    code = (
        "import json, sys, threading\n"
        "from sagemaker_marketplace.sandbox.server import running\n"
        f"with running({scenario!r}) as sandbox:\n"
        "    print(json.dumps(sandbox.environment), flush=True)\n"
        "    sys.stdin.read()\n"
    )
    command = [sys.executable, "-c", code]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        yield json.loads(server.stdout.readline() if server.stdout else "")
        server.communicate("")


if __name__ == "__main__":
    if sys.argv[1:2] == ["follow"]:
        follow(sys.argv[2])
    else:
        main()
