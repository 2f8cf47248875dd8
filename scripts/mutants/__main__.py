"""Try a random sample of mutants of the stage packages, and list those that no test detects (`make mutants`)."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

import yaml
from scripts.mutants.sample import Mutant, draw, modules, mutants
from scripts.mutants.trial import Copy

# The packages of the stages without the rules, which their own examples and goldens test.
STAGES = (
    "check/check.py",
    "check/fix.py",
    "check/stage.py",
    "plan",
    "preflight",
    "create",
    "watch",
    "diagnosis",
    "permissions",
    "aws/errors.py",
    "kinds",
)
EQUIVALENT = Path(__file__).with_name("equivalent.yaml")
REQUIRED_SCORE = 90


@dataclass
class Count:
    """How many mutants of a module were tried, killed, and are equivalent; those of words are counted separately."""

    tried: int = 0
    killed: int = 0
    equivalent: int = 0
    words: int = 0
    killed_words: int = 0

    @property
    def score(self) -> float:
        """The killed mutants in percent of those that change behavior."""
        different = self.tried - self.equivalent
        return 100 * self.killed / different if different else 100

    def add(self, mutant: Mutant, is_killed: bool, is_equivalent: bool) -> None:
        """Count one mutant."""
        if mutant.only_words:
            self.words += 1
            self.killed_words += is_killed
        else:
            self.tried += 1
            self.killed += is_killed
            self.equivalent += is_equivalent and not is_killed

    def row(self, name: str) -> str:
        """The counts as a line of the table."""
        numbers = f"{self.tried:7} {self.killed:7} {self.equivalent:10} {self.killed_words:3}/{self.words:<3}"
        return f"{name:44} {numbers} {self.score:6.0f} %"


def main() -> int:
    """Try the mutants; return 1 if too many survive."""
    arguments = _parser().parse_args()
    names = modules(arguments.modules or STAGES)
    if arguments.lines:
        sample = [mutant for name in names for mutant in mutants(name) if mutant.line in arguments.lines]
    else:
        sample = draw(names, arguments.number, arguments.seed)
    equivalent = {tuple(entry[part] for part in ("module", "text", "change")) for entry in _equivalents()}
    total, by_module = Count(), dict.fromkeys(sorted({mutant.module for mutant in sample}))
    counts = {name: Count() for name in by_module}
    survivors = []
    for mutant, is_killed in _tried(sample, arguments.jobs):
        is_equivalent = (mutant.module, mutant.text, f"{mutant.before}  ->  {mutant.after}") in equivalent
        for count in (total, counts[mutant.module]):
            count.add(mutant, is_killed, is_equivalent)
        if not is_killed:
            survivors.append(mutant)
            label = "equivalent" if is_equivalent else "words" if mutant.only_words else "SURVIVED"
            print(f"{label} {mutant}", flush=True)
    print(f"\n{'module':44} mutants  killed equivalent  words    score")
    for name, count in counts.items():
        print(count.row(name))
    print(total.row(f"all, seed {arguments.seed}"))
    return int(total.score < REQUIRED_SCORE)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("modules", nargs="*", help="packages or modules, relative to the package; default: the stages")
    parser.add_argument("--number", type=int, default=100, help="how many mutants to try")
    parser.add_argument("--seed", type=int, default=0, help="the seed of the random sample")
    parser.add_argument("--lines", type=int, nargs="*", help="try all mutants of these lines instead of a sample")
    parser.add_argument("--jobs", type=int, default=2, help="how many mutants to try at the same time")
    return parser


def _equivalents() -> list[dict[str, str]]:
    """Return the known mutants that behave as the original does, with the reason for each."""
    return list(yaml.safe_load(EQUIVALENT.read_text(encoding="utf-8")) or [])


def _tried(sample: Sequence[Mutant], jobs: int) -> Iterator[tuple[Mutant, bool]]:
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(jobs) as pool:
        copies: SimpleQueue[Copy] = SimpleQueue()
        for number in range(jobs):
            copies.put(Copy(Path(folder) / str(number)))

        def is_killed(mutant: Mutant) -> bool:
            copy = copies.get()
            try:
                return copy.is_killed(mutant)
            finally:
                copies.put(copy)

        yield from zip(sample, pool.map(is_killed, sample), strict=True)


if __name__ == "__main__":
    sys.exit(main())
