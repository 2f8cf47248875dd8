#!/usr/local/bin/python3 -Iu
"""What the image starts: one executable file, because a Kubernetes runner takes one path and no arguments.

Isolated (-I), so that PYTHONPATH and the like from the workflow's environment cannot put the workspace's modules
before ours; unbuffered (-u), so that every line reaches the log when it is written.
"""

import signal
import sys
from pathlib import Path
from types import FrameType

INTERRUPTED = 130


def leave(_number: int, _frame: FrameType | None) -> None:
    """Take a signal that comes before the program has set its own handlers; end the process. Raises SystemExit.

    Needed because the kernel does not deliver SIGTERM to the first process of a container unless it is handled.
    """
    sys.exit(INTERRUPTED)


def start(post: bool = False) -> int:
    """Give the exit code of the action, or of its `post`, run with the packages that stand beside this file."""
    signal.signal(signal.SIGINT, leave)
    signal.signal(signal.SIGTERM, leave)
    sys.path.insert(0, str(Path(__file__).resolve().parent))
    from sagemaker_marketplace import action

    return action.post() if post else action.main()


if __name__ == "__main__":
    sys.exit(start())
