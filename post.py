#!/usr/local/bin/python3 -Iu
"""The post entry point of the image: after a cancelled job the runner runs it to finish the cleanup of the step."""

import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent))
    from entrypoint import start

    sys.exit(start(post=True))
