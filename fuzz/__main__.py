"""Run one fuzzer: `python -m fuzz TARGET [--seconds N] [--found FOLDER]`, with the packages of requirements/fuzz.txt.

New inputs are saved in the folder `--found`, which is also read; the inputs in `corpus/TARGET` come first. An input
that breaks an invariant is saved as `crash-…`, one that takes too long as `timeout-…`, in the folder above `--found`.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Callable
from pathlib import Path

import atheris

CORPUS = Path(__file__).parent / "corpus"
TARGETS = ("documents", "conversions", "relay", "answers", "comments")
_MAX_INPUT_BYTES = 20_000
_SECONDS_PER_INPUT = 20
_MEMORY_MEGABYTES = 2_048


def main() -> None:
    """Run the fuzzer that the command line names; the process ends with a code other than 0 if it finds something."""
    parser = argparse.ArgumentParser(prog="python -m fuzz", description="Run one fuzzer.")
    parser.add_argument("target", choices=TARGETS)
    parser.add_argument("--seconds", type=int, default=60, help="how long to run, default: %(default)s")
    parser.add_argument("--found", type=Path, help="folder for new inputs, default: build/fuzz/TARGET")
    options = parser.parse_args()
    found = options.found or Path("build", "fuzz", options.target)
    found.mkdir(parents=True, exist_ok=True)
    with atheris.instrument_imports(include=["sagemaker_marketplace", "yaml", "jsonschema"]):
        target = importlib.import_module(f"fuzz.{options.target}")
        warm_up(target.fuzz, options.target)
    dictionary = found.parent / f"{options.target}.dict"
    dictionary.write_text("".join(f'"{_escaped(token)}"\n' for token in target.TOKENS))
    arguments = [sys.argv[0], str(found), str(CORPUS / options.target), f"-max_total_time={options.seconds}"]
    arguments += [f"-dict={dictionary}", f"-artifact_prefix={found.parent}/{options.target}-"]
    arguments += [f"-max_len={_MAX_INPUT_BYTES}", f"-timeout={_SECONDS_PER_INPUT}"]
    arguments += [f"-rss_limit_mb={_MEMORY_MEGABYTES}", "-print_final_stats=1", "-verbosity=1"]
    mutate = getattr(target, "mutate", None)
    atheris.Setup(arguments, target.fuzz, custom_mutator=mutate and _mutator(mutate))
    atheris.Fuzz()


def warm_up(fuzz: Callable[[bytes], None], name: str) -> None:
    """Load every module that the target imports late, while imports are instrumented."""
    for path in sorted((CORPUS / name).iterdir()):
        fuzz(path.read_bytes())


def _mutator(mutate: Callable[[bytes, int, int], bytes]) -> Callable[[bytes, int, int], bytes]:
    """Use a target's own mutation for half of the inputs, and for those that it can change."""

    def change(content: bytes, max_size: int, seed: int) -> bytes:
        changed = mutate(content, max_size, seed) if seed % 2 else content
        return bytes(atheris.Mutate(content, max_size)) if changed == content else changed

    return change


def _escaped(token: str) -> str:
    """Write the bytes of a token as libFuzzer's dictionaries do."""
    return "".join(f"\\x{byte:02X}" for byte in token.encode())


if __name__ == "__main__":
    main()
