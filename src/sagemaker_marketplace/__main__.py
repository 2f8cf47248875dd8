"""`python -m sagemaker_marketplace` and the command `sagemaker-marketplace`."""

from __future__ import annotations

import gc
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

# A check makes few cycles and ends soon: collecting while modules load costs a twentieth of the run.
gc.disable()

from .cli import run  # noqa: E402 - after the line above, or it would come too late


def main() -> None:
    """Run the command line and exit with its code."""
    if sys.argv[1:2] != ["check"]:
        gc.enable()
        sys.exit(run(sys.argv[1:]))
    _leave(run(sys.argv[1:]))


def _leave(code: int) -> NoReturn:
    """End at once: a check leaves nothing open, and taking the interpreter down would cost a seventh of the run."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):  # whoever read it is gone; the verdict is the exit code
            continue
    os._exit(code)


if __name__ == "__main__":
    main()
