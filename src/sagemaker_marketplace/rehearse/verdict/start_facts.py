"""What keeps the container's program from starting: facts about the image, the engine's message and the log."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import PurePosixPath
from typing import Any

from ...diagnosis.causes import Observed
from ...preflight import entry_points
from ..observations import ContainerObservations, Image, Program
from . import log_errors

_ARCHITECTURE, _MACHINE = "amd64", "x86-64"
_PLATFORM = f"linux/{_ARCHITECTURE}"
_ROOT = ("", "root", "0")
_SHOWN = 200
# How the engine reports in the container's log that it can't execute the program.
_ENGINE = re.compile(r"^(?:exec |standard_init_linux\.go|exec user process caused)")
_NOT_FOUND = re.compile(r"executable file not found|no such file or directory", re.IGNORECASE)
_FORMAT_ERROR = re.compile(r"\bexec format error\b", re.IGNORECASE)
_NO_PERMISSION = re.compile(r"permission denied|\bEACCES\b", re.IGNORECASE)
_FILE = re.compile(r"(?<![^\s'\":=(])/[^\s'\":]{1,200}")
# What interpreters and servers report if they take the argument for a script, a module or a class that is not there.
_NOT_THERE = re.compile(
    r"can't open|cannot open|no module named|cannot find module|could not find or load|no such file|not found",
    re.IGNORECASE,
)
_ARGUMENTS = {"serve": re.compile(r"\bserve\b"), "train": re.compile(r"\btrain\b")}
_CHARACTERS_AFTER, _CHARACTERS_BEFORE = 200, 8


def facts(observations: ContainerObservations[Any]) -> Iterator[Observed]:
    """Yield the facts that can be why the program did not start, or ended at once."""
    image, log, argument = observations.image, observations.log_lines, observations.ARGUMENT
    if not observations.start_error and not _has_ended(observations):
        return
    last = log[-1:]
    of_engine = [line for line in (observations.start_error, *filter(_ENGINE.match, last)) if line]
    yield from _argument(image, argument, (*log, observations.start_error))
    if image.program is None:
        yield from _missing_program(image, argument, of_engine)
    else:
        yield from _unusable_program(image, image.program, of_engine)
    # Standard output can be written after standard error, and is often flushed at the end only.
    errors = [log[number] for number in islice(log_errors.last_errors(log), 2)]
    yield from _permission(image, (observations.start_error, *errors))


def _has_ended(observations: ContainerObservations[Any]) -> bool:
    """Whether the program ended itself, if it serves, before a successful ping."""
    end = observations.end
    return end is not None and end.is_own and (observations.ARGUMENT == "train" or end.during == "start")


def _argument(image: Image, argument: str, lines: Sequence[str]) -> Iterator[Observed]:
    """Yield what the program of ENTRYPOINT does with the argument; another file of that name may be its script."""
    outcome = entry_points.outcome(image.config.entry_point)
    if outcome is None:
        return
    line = next((line for line in reversed(lines) if _misses_argument(line, argument)), "")
    words = f"ENTRYPOINT is {_words(image.config.entry_point)}"
    values = {"program": outcome.program, "argument": argument}
    if outcome.effect is entry_points.Effect.REFUSED:
        yield Observed("argument-refused", words, values)
    elif line:
        yield Observed("argument-interpreted", f"{words}; {line[:_SHOWN]}", {**values, "noun": outcome.noun})


def _misses_argument(line: str, argument: str) -> bool:
    """Whether a line of the log reports that what the argument names is not there."""
    for match in _NOT_THERE.finditer(line):
        before, after = max(0, match.start() - _CHARACTERS_BEFORE), match.end() + _CHARACTERS_AFTER
        if _ARGUMENTS[argument].search(line, before, after):
            return True
    return False


def _missing_program(image: Image, argument: str, messages: Sequence[str]) -> Iterator[Observed]:
    message = next((line for line in messages if _NOT_FOUND.search(line)), "")
    if image.config.entry_point:
        if message:
            program = image.config.entry_point[0][:_SHOWN]
            yield Observed("entry-point-not-found", message, {"program": program})
        return
    search_path = image.config.variables.get("PATH", "")[:_SHOWN]
    evidence = message or f"no program {argument} in the directories of PATH"
    values = {"search_path": search_path or "not set", "argument": argument}
    yield Observed("program-not-on-path", evidence, values)


def _unusable_program(image: Image, program: Program, messages: Sequence[str]) -> Iterator[Observed]:
    first_line, named = program.first_line, {"program": program.path}
    shown = first_line.decode("utf-8", "replace").rstrip("\r\n")[:_SHOWN]
    interpreter = _interpreter(shown)
    not_found = next((line for line in messages if _NOT_FOUND.search(line)), "")
    format_error = next((line for line in messages if _FORMAT_ERROR.search(line)), "")
    if not program.mode & 0o111:
        mode = f"{program.mode & 0o7777:04o}"
        yield Observed("not-executable", f"mode of {program.path}: {mode}", {**named, "mode": mode})
        not_found = ""  # explained by the mode
    if first_line.startswith(b"#!") and first_line.endswith((b"\r\n", b"\r")):
        yield Observed("crlf-first-line", f"first line of {program.path}: {shown}\\r\\n", named)
    elif not_found and interpreter and PurePosixPath(program.path).name in not_found:
        yield Observed("interpreter-not-found", not_found, {**named, "interpreter": interpreter})
    elif not_found and program.machine == _MACHINE and PurePosixPath(program.path).name in not_found:
        yield Observed("loader-not-found", not_found, named)
    if format_error and image.config.platform != _PLATFORM:
        evidence = f"platform of the image: {image.config.platform}; {format_error}"
        yield Observed("other-platform", evidence, {"platform": image.config.platform[:_SHOWN]})
    elif format_error and image.engine_architecture not in ("", _ARCHITECTURE):
        evidence = f"processor of the engine's host: {image.engine_architecture}; {format_error}"
        yield Observed("no-emulation", evidence, {"architecture": image.engine_architecture[:_SHOWN]})
    elif format_error and program.machine not in ("", _MACHINE):
        evidence = f"processor of {program.path}: {program.machine}; {format_error}"
        yield Observed("other-processor", evidence, {**named, "machine": program.machine})
    elif format_error and not program.machine and not first_line.startswith(b"#!"):
        begun = shown if shown.isprintable() else "binary data"
        yield Observed("no-first-line", f"first line of {program.path}: {begun}; {format_error}", named)


def _interpreter(first_line: str) -> str:
    """The program that the first line of a script names: the file, or what `env` runs; empty without one."""
    words = first_line.removeprefix("#!").split() if first_line.startswith("#!") else []
    if len(words) > 1 and PurePosixPath(words[0]).name == "env":
        return next((word for word in words[1:] if not word.startswith("-") and "=" not in word), words[0])
    return words[0] if words else ""


def _permission(image: Image, messages: Sequence[str]) -> Iterator[Observed]:
    """Yield a message that denies access to a file, if the image runs as another user than root."""
    user = image.config.user.partition(":")[0]
    line = next((line for line in messages if _NO_PERMISSION.search(line)), "")
    if line and user not in _ROOT:
        files = _FILE.findall(line) or ["a file"]
        yield Observed("user-lacks-permission", line, {"user": user[:_SHOWN], "file": files[-1]})


def _words(words: tuple[str, ...]) -> str:
    return f"[{', '.join(words)}]"[:_SHOWN]
