"""How the rehearsal of a manifest ends that can't be run: a location in the manifest, and a full disk."""

from __future__ import annotations

import errno
import tempfile

import pytest
from tests.rehearse.observed import LOCAL, document

from sagemaker_marketplace.manifest import paths
from sagemaker_marketplace.manifest.findings import Failure
from sagemaker_marketplace.manifest.rehearsal import IMAGE
from sagemaker_marketplace.rehearse.stage import to_failed_run


def test_a_failure_is_at_its_field() -> None:
    manifest = document(LOCAL)
    location = manifest.location(IMAGE)
    failed = to_failed_run(manifest, Failure("image not found", 2, "build it first", location, IMAGE))
    [cause] = failed.causes
    assert (cause.cause, cause.fix, paths.text(cause.path), cause.location, failed.title) == (
        "image not found",
        "build it first",
        "rehearsal.image",
        location,
        "Not rehearsed",
    )


@pytest.mark.parametrize(
    ("code", "message", "exit_code"),
    [
        (errno.ENOSPC, f"no space left for temporary files in {tempfile.gettempdir()}", 2),
        (errno.EDQUOT, f"no space left for temporary files in {tempfile.gettempdir()}", 2),
        (errno.EIO, "internal error: OSError: [Errno 5] x", 70),
    ],
)
def test_a_full_disk_is_no_internal_error(code: int, message: str, exit_code: int) -> None:
    failed = to_failed_run(document(LOCAL), OSError(code, "x"))
    assert (failed.message, failed.exit_code) == (message, exit_code)
