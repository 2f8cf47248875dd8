"""Runs programs in forks of one process that has imported their modules, so that each command begins at once.

    python server.py ADDRESS

A client sends its arguments, folder, environment and standard streams to the Unix socket at ADDRESS, and gets the exit
code. The server ends when its standard input is closed. The programs behave as in separate processes, except that
no pause is longer than PAUSE.
"""

from __future__ import annotations

import gc
import json
import os
import pkgutil
import select
import signal
import socket
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from importlib import import_module, reload
from typing import Any

import awscli
import boto3
import botocore.loaders

import sagemaker_marketplace
from sagemaker_marketplace.context import Clock

PAUSE = 0.05
LARGEST_REQUEST = 1 << 20
SERVICES = ("cloudwatch", "ecr", "iam", "logs", "s3", "sagemaker", "service-quotas", "sts")


def load() -> dict[str, Callable[[], Any]]:
    """Import what the programs use, and return their functions `main` by name."""
    # Otherwise each session of botocore parses the service models again.
    botocore.loaders.create_loader = cache(botocore.loaders.create_loader)
    for service in SERVICES:
        boto3.Session("-", "-", region_name="us-east-2").client(service)
    for module in pkgutil.walk_packages(sagemaker_marketplace.__path__, "sagemaker_marketplace."):
        if not module.name.endswith("__main__") and ".rehearse.driver" not in module.name:
            import_module(module.name)
    import_module("awscli.handlers")
    Clock.sleep = _sleep  # type: ignore[method-assign]  # the programs open their own clocks
    return {
        "sagemaker-marketplace": import_module("sagemaker_marketplace.__main__").main,
        "aws": import_module("awscli.clidriver").main,
    }


def _sleep(self: Clock, seconds: float) -> None:
    time.sleep(min(seconds, PAUSE))


def accept(listener: socket.socket) -> str:
    """Fork for each request. Returns only in such a process, with the name of the program to run."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the handlers are not awaited
    while sys.stdin not in select.select([listener, sys.stdin], [], [])[0]:
        connection, _ = listener.accept()
        with connection:
            if os.fork() == 0:
                listener.close()
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                return _handle(connection)
    sys.exit()


def _handle(connection: socket.socket) -> str:
    """Fork once more for the program; this process sends its exit code."""
    request, streams, _, _ = socket.recv_fds(connection, LARGEST_REQUEST, 3)
    process = os.fork()
    if process:
        for stream in streams:
            os.close(stream)
        code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
        connection.send(str(code).encode())
        os._exit(0)
    connection.close()
    _use(streams)
    sent = json.loads(request)
    os.chdir(sent["folder"])
    os.environ.clear()
    os.environ.update(sent["environment"])
    reload(awscli)  # it sets AWS_DATA_PATH
    sys.argv = sent["arguments"]
    return str(sys.argv[0])


def _use(streams: list[int]) -> None:
    """Make these the standard streams."""
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    old = (sys.stdin, sys.stdout, sys.stderr)
    sys.stdin, sys.stdout, sys.stderr = (
        open(number, each.mode, 1 if number == 2 else -1, each.encoding, each.errors, closefd=False)  # noqa: SIM115 - open to the end
        for number, each in enumerate(old)
    )


def main() -> None:
    """Serve until standard input is closed."""
    programs = load()
    gc.freeze()
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    listener.bind(sys.argv[1])
    listener.listen()
    print("ready", flush=True)
    # Without the end of the interpreter: to clear up what it has loaded takes longer than most commands.
    os._exit(_run(programs[accept(listener)]))


def _run(program: Callable[[], Any]) -> int:
    """Run a program and return its exit code."""
    try:
        return int(program() or 0)
    except SystemExit as end:
        return int(end.code or 0)
    except BaseException:
        traceback.print_exc()
        return 1
    finally:
        with suppress(OSError):
            sys.stdout.flush()


if __name__ == "__main__":
    main()
