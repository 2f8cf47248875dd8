"""Try a random sample of mutants of the stage packages, and list those that no test detects (`make mutants`)."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

import yaml
from scripts.mutants.recording import Recording, load, record, save
from scripts.mutants.sample import Mutant, draw, modules, mutants
from scripts.mutants.trial import COLLECTION, SURVIVED, TIMED_OUT, Copy

# The packages of the stages without most rules, which their own examples and goldens test.
STAGES = (
    "check/check.py",
    "check/fix.py",
    "check/stage.py",
    "check/manifest_check.py",
    "plan",
    "preflight",
    "create",
    "watch",
    "diagnosis",
    "permissions",
    "aws/errors.py",
    "kinds",
    "rehearse",
    "local_data.py",
    "check/rehearsal_files.py",
    "check/rules/rehearsal",
    "report/measured.py",
    "report/quantities.py",
    "report/real_time.py",
    "report/rehearsals.py",
    "report/trainings.py",
)
# Modules that only the tests with a container engine run; these take minutes, and mutants are tried without an engine.
NEED_ENGINE = (
    "create/rehearsal.py",
    "rehearse/endpoint.py",
    "rehearse/engine/api.py",
    "rehearse/engine/attached.py",
    "rehearse/engine/container.py",
    "rehearse/engine/copies.py",
    "rehearse/engine/engine.py",
    "rehearse/engine/group.py",
    "rehearse/engine/orphans.py",
    "rehearse/engine/volumes.py",
    "rehearse/inference/inference.py",
    "rehearse/inference/observer.py",
    "rehearse/inference/serving.py",
    "rehearse/realtime/realtime.py",
    "rehearse/stage.py",
    "rehearse/training/training.py",
    "rehearse/training_stage.py",
    "rehearse/transform.py",
    "rehearse/transform_run.py",
)
EQUIVALENT = Path(__file__).with_name("equivalent.yaml")
REQUIRED_SCORE = 90


@dataclass
class Count:
    """How many mutants of a module were tried, detected, and are equivalent; those of words are counted separately."""

    tried: int = 0
    detected: int = 0
    equivalent: int = 0
    words: int = 0
    detected_words: int = 0

    @property
    def score(self) -> float:
        """The detected mutants in percent of those that change behavior."""
        different = self.tried - self.equivalent
        return 100 * self.detected / different if different else 100

    def add(self, trial: Trial) -> None:
        """Count one mutant."""
        if trial.mutant.only_words:
            self.words += 1
            self.detected_words += bool(trial.test)
        else:
            self.tried += 1
            self.detected += bool(trial.test)
            self.equivalent += trial.is_equivalent and not trial.test

    def row(self, name: str) -> str:
        """The counts as a line of the table."""
        numbers = f"{self.tried:7} {self.detected:8} {self.equivalent:10} {self.detected_words:3}/{self.words:<3}"
        return f"{name:44} {numbers} {self.score:6.0f} %"


@dataclass(frozen=True)
class Trial:
    """A mutant and the test that detects it; no test if it survived."""

    mutant: Mutant
    test: str
    is_equivalent: bool

    def __str__(self) -> str:
        """The result in one line."""
        if self.test:
            return f"detected   {self.mutant}  ({self.test})"
        survived = "equivalent" if self.is_equivalent else "words     " if self.mutant.only_words else "SURVIVED  "
        return f"{survived} {self.mutant}"


def main() -> int:
    """Try the mutants; return 1 if too many survive, 2 if a test also fails without a fault."""
    arguments = _parser().parse_args()
    names = modules(arguments.modules) if arguments.modules else stage_modules()
    if arguments.lines:
        sample = [mutant for name in names for mutant in mutants(name) if mutant.line in arguments.lines]
    else:
        sample = draw(names, arguments.number, arguments.seed)
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        # Some tests run programs as a user without privileges.
        Path(folder).chmod(0o755)
        copies = [stack.enter_context(closing(Copy(Path(folder) / str(number)))) for number in range(arguments.jobs)]
        recorded = _recording(copies[0], arguments.recording, arguments.tests)
        trials = []
        for trial in _trials(sample, copies, recorded):
            print(trial, flush=True)
            trials.append(trial)
        detecting = sorted({trial.test for trial in trials} - {SURVIVED, TIMED_OUT, COLLECTION})
        unreliable = copies[0].failures(detecting) if detecting else []
    _print_table(trials, f"all, seed {arguments.seed}")
    if unreliable:
        print(f"these tests also fail without a fault: {', '.join(unreliable)}")
        return 2
    total = Count()
    for trial in trials:
        total.add(trial)
    return int(total.score < REQUIRED_SCORE)


def stage_modules() -> list[str]:
    """Return the modules of the stages that can be tested without an engine, by path."""
    return [name for name in modules(STAGES) if name not in NEED_ENGINE]


def _recording(copy: Copy, file: Path | None, tests: Sequence[str]) -> Recording:
    if file and file.exists():
        return load(file)
    recorded = record(copy.python, copy.folder, tests)
    if file:
        save(recorded, file)
    return recorded


def _print_table(trials: Sequence[Trial], total: str) -> None:
    counts = {name: Count() for name in (*sorted({trial.mutant.module for trial in trials}), total)}
    for trial in trials:
        counts[trial.mutant.module].add(trial)
        counts[total].add(trial)
    print(f"\n{'module':44} mutants detected equivalent  words    score")
    for name, count in counts.items():
        print(count.row(name))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("modules", nargs="*", help="packages or modules, relative to the package; default: the stages")
    parser.add_argument("--number", type=int, default=100, help="how many mutants to try")
    parser.add_argument("--seed", type=int, default=0, help="the seed of the random sample")
    parser.add_argument("--lines", type=int, nargs="*", help="try all mutants of these lines instead of a sample")
    parser.add_argument("--recording", type=Path, help="file of earlier recorded tests, or to record them to")
    parser.add_argument("--tests", nargs="+", default=[], help="record only these files and folders of tests")
    parser.add_argument("--jobs", type=int, default=2, help="how many mutants to try at the same time")
    return parser


def _trials(sample: Sequence[Mutant], copies: Sequence[Copy], recorded: Recording) -> Iterator[Trial]:
    """Try the mutants, as many at the same time as there are copies."""
    known = yaml.safe_load(EQUIVALENT.read_text(encoding="utf-8"))
    equivalent = {(entry["module"], entry["text"], entry["change"]) for entry in known}
    unused: SimpleQueue[Copy] = SimpleQueue()
    for copy in copies:
        unused.put(copy)

    def try_one(mutant: Mutant) -> Trial:
        copy = unused.get()
        try:
            test = copy.detected_by(mutant, recorded)
        finally:
            unused.put(copy)
        return Trial(mutant, test, (mutant.module, mutant.text, mutant.change) in equivalent)

    with ThreadPoolExecutor(len(copies)) as pool:
        yield from pool.map(try_one, sample)


if __name__ == "__main__":
    sys.exit(main())
