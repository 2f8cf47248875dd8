"""A million lines of a job's log, followed: memory beside that of a log with few lines, speed beside AWS's own client.

The sandbox has a process of its own and does the same work for both, so time is told twice: as it passed, and as the
reader's own processor time. Run it on a machine with nothing else to do: `python benchmarks/logs.py`.
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
BUDGET_MEGABYTES = 30


class Hasty(Clock):
    """A clock that does not wait."""

    def sleep(self, seconds: float) -> None:
        """Go on at once."""


def main() -> None:
    """Print memory, lines and speed of both readers."""
    few = _measured("success")
    many = _measured("logs-million-lines", compare=True)
    more = (many["peak_kilobytes"] - few["peak_kilobytes"]) / 1024
    base = few["peak_kilobytes"] / 1024
    print(f"peak memory: {base:.0f} MB with {few['lines']} lines, {more:+.1f} MB with many; budget {BUDGET_MEGABYTES}")
    print(
        f"lines written {_written('logs-million-lines'):,}, followed {many['lines']:,}, "
        f"in the log file {many['in_file']:,}"
    )
    print(f"lines of them in the job log {many['printed']:,}")
    for reader in ("ours", "aws"):
        seconds, own = many[f"{reader}_seconds"], many[f"{reader}_cpu"]
        speed = f"{many['lines'] / seconds:,.0f} lines a second, {many['lines'] / own:,.0f} a second of its own time"
        print(f"{'this program' if reader == 'ours' else 'aws logs filter-log-events'}: {speed}")


def follow(file: str) -> None:
    """Follow the jobs of a new model package to their end; print what it took as JSON."""
    clock = Hasty()
    account = Account("benchmark")
    resources = account.resources(REGION)
    kind = plugins.kinds()["ModelPackage"]
    request = {"ModelPackageName": "benchmark", **json.loads(SPEC.read_text("utf-8")), "CertifyForMarketplace": True}
    target = Target("benchmark", kind, resources.create(kind, request), "benchmark", REGION, resources)
    calls = RegionAccess(account.jobs(REGION, clock.now), account.logs(REGION))
    began, cpu = time.perf_counter(), time.process_time()
    with Path(file).open("w", encoding="utf-8") as log:
        books: list[Logbook] = []

        def book(use: str) -> Logbook:
            books.append(Logbook(use, 400, log.write))
            return books[-1]

        follower = JobFollower(target.manifest, target.kind, calls, clock, lambda *_: None, book)
        printed = sum(1 for line in github.render(_events(target, follower, clock)) if " | " in line)
    took = {"ours_seconds": time.perf_counter() - began, "ours_cpu": time.process_time() - cpu}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    lines = sum(one.lines for one in books)
    job = follower.outcomes[0].name
    print(json.dumps({"peak_kilobytes": peak, "lines": lines, "printed": printed, "job": job, **took}))


def _events(target: Target, follower: JobFollower, clock: Clock) -> Iterator[Any]:
    while True:
        described = target.resources.describe(target.kind, target.arn) or {}
        yield from follower.update(described)
        if described.get(target.kind.STATUS) in ("Completed", "Failed"):
            break
    yield from follower.finish(clock.now() + 3600)


def _measured(scenario: str, compare: bool = False) -> dict[str, Any]:
    with _sandbox(scenario) as environment, tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "job.log"
        done = _run([sys.executable, __file__, "follow", str(file)], environment)
        found: dict[str, Any] = json.loads(done)
        with file.open(encoding="utf-8") as log:
            found["in_file"] = sum(1 for _ in log)
        if compare:
            began, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
            aws = [str(Path(sys.executable).parent / "aws"), "logs", "filter-log-events", "--log-group-name", GROUP]
            _run([*aws, "--log-stream-name-prefix", f"{found['job']}/", "--output", "json"], environment)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            found["aws_seconds"] = time.perf_counter() - began
            found["aws_cpu"] = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return found


def _written(scenario: str) -> int:
    """How many lines the transform job of a scenario writes."""
    stage = load(scenario).stages["transform"]
    return int(stage.generated_lines.get("count", 0)) + sum(map(len, (stage.log, stage.last_log, stage.data_log)))


def _run(command: list[str], environment: dict[str, str]) -> str:
    """Run a command; what it prints goes through a file, so that it waits for nobody."""
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
