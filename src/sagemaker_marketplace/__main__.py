"""`python -m sagemaker_marketplace` and the command `sagemaker-marketplace`."""

from __future__ import annotations

import os
import sys

from .cli.main import run


def main() -> None:
    """Run the command line and exit with its code."""
    code = run(sys.argv[1:])
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            # The reader has closed the pipe. The interpreter flushes again at exit, and a failure there exits with 120.
            with open(os.devnull, "w", encoding="utf-8") as devnull:
                os.dup2(devnull.fileno(), stream.fileno())
    sys.exit(code)


if __name__ == "__main__":
    main()
