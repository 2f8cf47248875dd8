"""The command line with few manifests instead of hundreds for worker processes, and with a fault in the check of one.

Workers import this file, too, so that they have the same fault. The variables: WORKERS is their number, FAULT what
happens in the check of the manifest FAULTY.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import time
from typing import Any

from sagemaker_marketplace.__main__ import main
from sagemaker_marketplace.check import manifest_check, stage, worker_processes

CHECK_DOCUMENT = vars(manifest_check)["check_document"]


def check_document(document: Any, *arguments: Any) -> Any:
    if document.file == os.environ.get("FAULTY"):
        is_worker = multiprocessing.parent_process() is not None
        match os.environ["FAULT"]:
            case "bug":
                raise ZeroDivisionError("by zero")
            case "killed" if is_worker:
                os.kill(os.getpid(), signal.SIGKILL)
            case "slow" if is_worker:
                time.sleep(60)
    return CHECK_DOCUMENT(document, *arguments)


vars(manifest_check)["check_document"] = check_document

if __name__ == "__main__":
    workers = int(os.environ["WORKERS"])
    vars(stage)["MIN_MANIFESTS_FOR_WORKERS"] = 4
    vars(worker_processes).update(_FIRST=3, _CHUNK=2, number_of_workers=lambda: workers)
    if os.environ.get("FAULT") == "no semaphores":
        # As on a system without them: multiprocessing fails to import its lock.
        sys.modules["_multiprocessing"] = None  # type: ignore[assignment]
    main()
