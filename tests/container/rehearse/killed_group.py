"""A rehearsal's group that a test kills or interrupts: killed_group.py BASE IMAGE NAMES [CALL SIGNAL].

The names of its objects contain NAMES. After the engine's answer to call number CALL, from 0, the process sends itself
a signal. Without CALL, it prints a line once the engine is open, and one when everything has been removed.
"""

from __future__ import annotations

import os
import secrets
import signal
import sys
from itertools import count
from typing import Any

from sagemaker_marketplace.rehearse.engine.api import Api
from sagemaker_marketplace.rehearse.engine.engine import open_engine
from sagemaker_marketplace.rehearse.observations import Limits
from sagemaker_marketplace.runner import Interrupted, handle_signals

DRIVER = b"import sys\nfor line in sys.stdin: print(open(line.strip()).read(), flush=True)"
LIMITS = Limits(1, 512 << 20)
IGNORES = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('ready')\nwhile True: signal.pause()"


def number_calls(number: int, name: str) -> None:
    """Send a signal to this process after a call's answer."""
    original, numbers = Api.call, count()

    def call(api: Api, method: str, *arguments: Any, **options: Any) -> Any:
        # The first is called by a thread, the second as often as time permits.
        mine = next(numbers) if method not in ("stats", "inspect_container") else -1
        answer = original(api, method, *arguments, **options)
        if mine == number:
            os.kill(os.getpid(), signal.Signals[name])
        return answer

    Api.call = call  # type: ignore[assignment,method-assign]  # the test needs a moment between two calls


def run(base: str, image: str) -> None:
    """Use everything that a group has."""
    engine = open_engine(os.environ)
    print("opened", flush=True)
    with engine.group(base, DRIVER, "algo-1") as group:
        group.copy_in("/", {"file": b"content"})
        group.stream.send(b"/file\n")
        assert next(group.stream.lines()) == b"content"
        files = group.add_volumes({"/opt/ml": False, "/opt/ml/input/data/training": True})
        files.copy_in("/opt/ml", {"model/": b"", "input/data/training/a": b"1"})
        stream = files.start()
        stream.send(b"/opt/ml/input/data/training/a\n")
        assert next(stream.lines()) == b"1"
        group.look_up(base, ["/bin/sh"])
        container = group.start(image, "serve", {"PROGRAM": IGNORES}, LIMITS)
        assert next(container.log()) == b"ready"
        assert [file.read() for _, file in group.copy_out("/file")] == [b"content"]
        assert [file.read() for _, file in files.copy_out("/opt/ml/input")] == [b"1"]
        container.stop(0.1)
        group.start(image, "serve", {"PROGRAM": IGNORES}, LIMITS)
    print("removed", flush=True)


def main(base: str, image: str, names: str, call: str = "", signal_name: str = "") -> None:
    """Run the group; end with 130 after an interrupt."""
    token = secrets.token_hex

    def named(nbytes: int | None = None) -> str:
        return f"{names}{token(nbytes)}"

    secrets.token_hex = named
    handle_signals()
    if call:
        number_calls(int(call), signal_name)
    try:
        run(base, image)
    except Interrupted:
        sys.exit(130)


main(*sys.argv[1:])
