"""What keeps the container's program from starting: facts about the image, the engine's message and the log."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from ...diagnosis.causes import Observed
from ...preflight import entry_points
from ..observations import Image, Observations, Program

_PLATFORM, _MACHINE = "linux/amd64", "x86-64"
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
_ARGUMENT = re.compile(r"\bserve\b")
_CHARACTERS_AFTER, _CHARACTERS_BEFORE = 200, 8


def facts(observations: Observations) -> Iterator[Observed]:
    """Yield the facts that can be why the program did not start, or ended before a successful ping."""
    image, log = observations.image, observations.log_lines
    ended = observations.end is not None and observations.end.during == "start"
    if not observations.start_error and not ended:
        return
    last = log[-1:]
    of_engine = [line for line in (observations.start_error, *filter(_ENGINE.match, last)) if line]
    yield from _argument(image, (*log, observations.start_error))
    if image.program is None:
        yield from _missing_program(image, of_engine)
    else:
        yield from _unusable_program(image, image.program, of_engine)
    yield from _permission(image, (observations.start_error, *last))


def _argument(image: Image, lines: Sequence[str]) -> Iterator[Observed]:
    """Yield what the program of ENTRYPOINT does with the argument; another file of that name may be its script."""
    outcome = entry_points.outcome(image.config.entry_point)
    if outcome is None:
        return
    line = next(filter(_misses_argument, reversed(lines)), "")
    words = f"ENTRYPOINT is {_words(image.config.entry_point)}"
    if outcome.effect is entry_points.Effect.REFUSED:
        yield Observed("argument-refused", words, {"program": outcome.program})
    elif line:
        values = {"program": outcome.program, "noun": outcome.noun}
        yield Observed("argument-interpreted", f"{words}; {line[:_SHOWN]}", values)


def _misses_argument(line: str) -> bool:
    """Whether a line of the log reports that what the argument names is not there."""
    for match in _NOT_THERE.finditer(line):
        before, after = max(0, match.start() - _CHARACTERS_BEFORE), match.end() + _CHARACTERS_AFTER
        if _ARGUMENT.search(line, before, after):
            return True
    return False


def _missing_program(image: Image, messages: Sequence[str]) -> Iterator[Observed]:
    message = next((line for line in messages if _NOT_FOUND.search(line)), "")
    if image.config.entry_point:
        if message:
            program = image.config.entry_point[0][:_SHOWN]
            yield Observed("entry-point-not-found", message, {"program": program})
        return
    search_path = image.config.variables.get("PATH", "")[:_SHOWN]
    evidence = message or "no program serve in the directories of PATH"
    yield Observed("serve-not-on-path", evidence, {"search_path": search_path or "not set"})


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
    """Yield the last message, if it denies access to a file, and the image runs as another user than root."""
    user = image.config.user.partition(":")[0]
    line = next((line for line in messages if _NO_PERMISSION.search(line)), "")
    if line and user not in _ROOT:
        files = _FILE.findall(line) or ["a file"]
        yield Observed("user-lacks-permission", line, {"user": user[:_SHOWN], "file": files[-1]})


def _words(words: tuple[str, ...]) -> str:
    return f"[{', '.join(words)}]"[:_SHOWN]
