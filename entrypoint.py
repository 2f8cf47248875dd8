#!/usr/local/bin/python3 -Iu
"""The entry point of the image: one executable file, because a Kubernetes runner accepts one path and no arguments.

Isolated (-I), so that PYTHONPATH and similar variables of the workflow can't put modules of the workspace before ours;
unbuffered (-u), so that every line reaches the log when it is written.
"""

import signal
import sys
from pathlib import Path
from types import FrameType

INTERNAL_ERROR, INTERRUPTED = 70, 130


def leave(_number: int, _frame: FrameType | None) -> None:
    """Handle a signal before the program has set its own handlers; end the process. Raises SystemExit.

    The kernel does not deliver SIGTERM to the first process of a container unless it has a handler.
    """
    sys.exit(INTERRUPTED)


def start(post: bool = False) -> int:
    """Run the action, or its `post`, with the packages beside this file, and return the exit code."""
    signal.signal(signal.SIGINT, leave)
    signal.signal(signal.SIGTERM, leave)
    sys.path.insert(0, str(Path(__file__).resolve().parent))
    try:
        from sagemaker_marketplace import action
    except Exception as error:
        # Without the package there is nothing that could escape a message with several lines.
        reason = " ".join(f"{type(error).__name__}: {error}".split()).replace("%", "%25")
        sys.stdout.write(f"::error title=sagemaker-marketplace::internal error: the image is incomplete: {reason}\n")
        return INTERNAL_ERROR
    return action.post() if post else action.main()


if __name__ == "__main__":
    sys.exit(start())
