"""Unexpected exceptions as failures, with what a bug report needs."""

from __future__ import annotations

import sys
import traceback
from pathlib import Path

from .. import __version__
from ..manifest.findings import INTERNAL_ERROR, Failure

_MOST_FRAMES = 6


def internal_error(error: BaseException) -> Failure:
    """Return the failure that reports an unexpected exception, with what a bug report needs."""
    frames = traceback.extract_tb(error.__traceback__)[-_MOST_FRAMES:]
    hint = [
        "this is a bug; please report it with these lines:",
        f"sagemaker-marketplace-action {__version__}, Python {sys.version.partition(' ')[0]}",
        *(f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames),
    ]
    return Failure(f"internal error: {type(error).__name__}: {error}", INTERNAL_ERROR, "\n".join(hint))
