"""The program of the image: `train` trains a model, `serve` answers requests with it."""

from __future__ import annotations

import sys

import serve
import train

COMMANDS = {"train": train.main, "serve": serve.main}


def main(arguments: list[str]) -> int:
    """Run the command that SageMaker names; return the exit code."""
    if len(arguments) != 1 or arguments[0] not in COMMANDS:
        print("usage: main.py train|serve", file=sys.stderr)
        return 2
    return COMMANDS[arguments[0]]()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
