"""`python -m sagemaker_marketplace` and the command `sagemaker-marketplace`."""

from __future__ import annotations

import gc
import sys

# A check makes few cycles and ends soon: collecting while modules load costs a twentieth of the run.
gc.disable()

from .cli import run  # noqa: E402 - after the line above, or it would come too late


def main() -> None:
    """Run the command line and exit with its code."""
    if sys.argv[1:2] != ["check"]:
        gc.enable()
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
