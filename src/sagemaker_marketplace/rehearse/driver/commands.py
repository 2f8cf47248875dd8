"""The loop of a program that performs commands, and reports events."""

from __future__ import annotations

import json
import os
import sys
import threading
from typing import Any, BinaryIO, Callable, Dict

Command = Dict[str, Any]
# Reports an event: its name, and its fields.
Emit = Callable[..., None]

_PART = 65536


class Commands:
    """Each command names a method `do_…` in its field `do`; those that take long run in a thread."""

    def __init__(self, output: BinaryIO, folder: str) -> None:
        """Events are written to `output`; `folder` has the files that commands name."""
        self._output, self._lock = output, threading.Lock()
        self._folder = folder

    def run(self, commands: BinaryIO) -> None:
        """Perform commands until there are no more."""
        self._emit("started", python=sys.version.split()[0])
        for line in iter(commands.readline, b""):
            command = json.loads(line)
            if command["do"] == "store":
                self._store(command, commands)
            else:
                getattr(self, f"do_{command['do']}")(command)

    def _store(self, command: Command, commands: BinaryIO) -> None:
        """Append the `length` bytes that follow the command to a file."""
        with open(os.path.join(self._folder, command["file"]), "ab") as file:
            left = command["length"]
            while left:
                part = commands.read(min(_PART, left))
                if not part:
                    break
                file.write(part)
                left -= len(part)

    def _emit(self, event: str, **fields: Any) -> None:
        line = json.dumps({"event": event, **fields}) + "\n"
        with self._lock:
            try:
                self._output.write(line.encode())
                self._output.flush()
            except OSError:
                os._exit(0)  # the program that reads it has ended

    def _start(self, target: Callable[[], Any]) -> None:
        threading.Thread(target=target, daemon=True).start()
