#!/usr/local/bin/python3 -Iu
"""What the runner starts in the image after a job that was cancelled: it finishes what the step began to tidy up."""

import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent))
    from entrypoint import start

    sys.exit(start(post=True))
