"""Runs the command line as on Windows: without the modules, functions and flags that Python has only on other systems.

    python without_posix.py WARM_UP ARGUMENT...

First runs the command line with the arguments in WARM_UP, a JSON list, so that other packages and the standard library
are loaded as they are on this machine. What prints to standard output then is only the second run.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import signal
import socket
import sys
from importlib import import_module

# Source: the availability that Python's documentation lists for each name.
MODULES = ("fcntl", "grp", "posix", "pty", "pwd", "readline", "resource", "syslog", "termios", "tty")
NAMES = {
    os: (
        *("O_CLOEXEC", "O_DIRECTORY", "O_DSYNC", "O_NOCTTY", "O_NOFOLLOW", "O_NONBLOCK", "O_SYNC"),
        *("chown", "chroot", "confstr", "ctermid", "fchdir", "fchown", "fdatasync", "fork", "forkpty", "getegid"),
        *("geteuid", "getgid", "getgroups", "getloadavg", "getpgid", "getpgrp", "getpriority", "getsid", "getuid"),
        *(
            "initgroups",
            "killpg",
            "lchown",
            "lockf",
            "major",
            "minor",
            "mkfifo",
            "mknod",
            "nice",
            "openpty",
            "pathconf",
        ),
        *("pipe2", "posix_fadvise", "posix_fallocate", "posix_spawn", "pread", "preadv", "pwrite", "readv", "sendfile"),
        *("setegid", "seteuid", "setgid", "setpgid", "setsid", "setuid", "statvfs", "sync", "sysconf", "tcgetpgrp"),
        *("ttyname", "uname", "wait", "wait3", "wait4", "writev"),
    ),
    signal: (
        *("ITIMER_REAL", "SIGALRM", "SIGCHLD", "SIGCONT", "SIGHUP", "SIGKILL", "SIGPIPE", "SIGQUIT", "SIGUSR1"),
        *("SIGUSR2", "SIG_BLOCK", "SIG_UNBLOCK", "alarm", "getitimer", "pause", "pthread_kill", "pthread_sigmask"),
        *("setitimer", "sigwait"),
    ),
    socket: ("AF_UNIX", "socketpair"),
}


def run(arguments: list[str]) -> int:
    """Run the command line in this process and return its exit code."""
    code: int = import_module("sagemaker_marketplace.cli.main").run(arguments)
    return code


def remove_posix() -> None:
    """Remove what Windows lacks, and the product's modules, which are imported again."""
    for name in [name for name in sys.modules if name.partition(".")[0] == "sagemaker_marketplace"]:
        del sys.modules[name]
    for name in MODULES:
        sys.modules[name] = None  # type: ignore[assignment]  # an import of it raises ImportError
    for module, names in NAMES.items():
        for name in names:
            if hasattr(module, name):
                delattr(module, name)
    sys.platform = "win32"


def main() -> int:
    """Run twice, and return the exit code of the second run."""
    warm_up, *arguments = sys.argv[1:]
    with contextlib.redirect_stdout(io.StringIO()):
        run(json.loads(warm_up))
    remove_posix()
    return run(arguments)


if __name__ == "__main__":
    sys.exit(main())
