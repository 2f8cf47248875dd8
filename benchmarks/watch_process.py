"""A process that works in rounds and reports what each costs: `python -m benchmarks.watch_process MODE FILE ...`.

    watch FILE      watch the resources whose ARNs are in the file
    describe FILE   describe each of them with boto3
    follow FILE LOG watch a new resource, created from the request in the file, with its jobs' lines in a log file
    aws FILE OUT    run the AWS CLI with the arguments in the file; its output goes to a file
    end FILE N      watch N new resources to their ends; print the delays, without rounds
    memory FILE LOG follow a log once; print samples of the log's size and of memory

The report of a round is a line of JSON; a line of input begins the next round. Waits take no time: what is measured is
the work, and the time of the clock.
"""

from __future__ import annotations

import itertools
import json
import os
import resource
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from pathlib import Path
from threading import Event, Thread
from typing import Any

import boto3

from sagemaker_marketplace import pipeline, runner
from sagemaker_marketplace.aws.session import Account
from sagemaker_marketplace.context import Clock, Context, Workspace
from sagemaker_marketplace.settings.settings import Settings

POLL_SECONDS = 30.0
_REGION = "us-east-1"
# A wait between two rounds is the poll interval, with some jitter; others are shorter.
_ROUND_SECONDS = POLL_SECONDS * 0.8
_SAMPLE_SECONDS = 0.05


class SkippingClock(Clock):
    """A clock that does not wait: a wait moves it forward."""

    def __init__(self, before_wait: Callable[[], object] = lambda: None) -> None:
        """`before_wait` is called after each round."""
        self._ahead, self._before_wait = 0.0, before_wait
        self.wait_started = self.wait_seconds = 0.0

    def now(self) -> float:
        """Return the seconds that passed, and those of all waits."""
        return time.monotonic() + self._ahead

    def sleep(self, seconds: float) -> None:
        """Move forward."""
        if seconds >= _ROUND_SECONDS:
            self._before_wait()
            self.wait_started, self.wait_seconds = self.now(), seconds
        self._ahead += seconds


def peak_megabytes() -> float:
    """Return the largest memory of this process so far (Linux)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def watch(arns: Sequence[str], clock: Clock, account: Account | None = None, **settings: Any) -> None:
    """Watch resources as the command does; what it prints goes nowhere."""
    chosen = Settings("watch", tuple(arns), poll_seconds=POLL_SECONDS, timeout_minutes=7200, **settings)
    context = Context(lambda _role: account or Account("benchmark"), clock, Workspace(os.getcwd(), bound=False))
    runner.run(chosen, pipeline.run(chosen, context), "text", lambda _line: None)


class Rounds:
    """Reports each round."""

    def __init__(self) -> None:
        """Begin the first round."""
        self._output = sys.stdout
        self._begin()

    def report(self) -> None:
        """Print what the round has cost, and wait for a line of input; without one, exit."""
        cost = {"cpu": time.process_time() - self._cpu, "seconds": time.perf_counter() - self._started}
        print(json.dumps({**cost, "memory": peak_megabytes()}), file=self._output, flush=True)
        if not sys.stdin.readline():
            sys.exit()
        self._begin()

    def _begin(self) -> None:
        self._cpu, self._started = time.process_time(), time.perf_counter()


def watch_rounds(arns: Sequence[str]) -> None:
    """Watch resources until the input ends."""
    watch(arns, SkippingClock(Rounds().report))


def describe_rounds(arns: Sequence[str]) -> None:
    """Describe each resource per round, and print changes of its status, until the input ends."""
    client = boto3.client("sagemaker", _REGION)
    known: dict[str, str] = {}
    rounds = Rounds()
    while True:
        for arn in arns:
            status = client.describe_model_package(ModelPackageName=arn)["ModelPackageStatus"]
            if status != known.get(arn):
                known[arn] = status
                print(f"{arn}: {status}", file=sys.stderr)
        rounds.report()


def watch_ends(request: dict[str, Any], number: int) -> list[float]:
    """Watch new resources to their ends; return the seconds from the last status change to the end of each watch.

    The sandbox changes a status at a poll. For the delay, the change happens during the wait before that poll: at
    another part of it for each resource, from its beginning to its end.
    """
    delays = []
    for index in range(number):
        clock = SkippingClock()
        watch([create(request, f"end-{index}")], clock)
        changed = clock.wait_started + clock.wait_seconds * (index + 0.5) / number
        delays.append(clock.now() - changed)
    return delays


def create(request: dict[str, Any], name: str) -> str:
    """Create a model package and return its ARN."""
    made = boto3.client("sagemaker", _REGION).create_model_package(**{**request, "ModelPackageName": name})
    return str(made["ModelPackageArn"])


def follow_logs(request: dict[str, Any], log: str) -> None:
    """Watch new resources, each with all lines of its jobs in a file, until the input ends."""
    account, rounds = Account("benchmark"), Rounds()
    for number in itertools.count():
        Path(log).unlink(missing_ok=True)
        watch([create(request, f"follow-{number}")], SkippingClock(), account, log_file=log)
        rounds.report()


def run_aws(arguments: Sequence[str], file: str) -> None:
    """Run the AWS CLI until the input ends."""
    from awscli.clidriver import create_clidriver

    driver, rounds = create_clidriver(), Rounds()
    while True:
        with Path(file).open("w", encoding="utf-8") as out, redirect_stdout(out):
            if driver.main(list(arguments)):
                sys.exit("the AWS CLI failed")
        rounds.report()


def sample_memory(request: dict[str, Any], log: Path) -> list[tuple[int, float]]:
    """Watch a new resource, with all lines of its jobs in a file; return bytes in it and peak memory over time."""
    samples: list[tuple[int, float]] = []
    done = Event()

    def sample() -> None:
        while not done.wait(_SAMPLE_SECONDS):
            samples.append((log.stat().st_size if log.exists() else 0, peak_megabytes()))

    arn = create(request, "memory")
    sampler = Thread(target=sample)
    sampler.start()
    watch([arn], SkippingClock(), log_file=str(log))
    done.set()
    sampler.join()
    return [*samples, (log.stat().st_size, peak_megabytes())]


def main() -> None:
    """Run a mode."""
    mode, file, *rest = sys.argv[1:]
    given = json.loads(Path(file).read_text("utf-8"))
    if mode == "end":
        print(json.dumps(watch_ends(given, int(rest[0]))))
    elif mode == "memory":
        print(json.dumps(sample_memory(given, Path(rest[0]))))
    else:
        modes: dict[str, Callable[..., None]] = {
            "watch": watch_rounds,
            "describe": describe_rounds,
            "follow": follow_logs,
            "aws": run_aws,
        }
        modes[mode](given, *rest)


if __name__ == "__main__":
    main()
