"""Which program an image's ENTRYPOINT runs, and what it does with the argument `serve` or `train` behind its words.

SageMaker replaces CMD by the argument, so only the words of ENTRYPOINT are in front of it. Source: SageMaker developer
guide, your-algorithms-inference-code. What each program does was tried with supervisor 4.3.0, uvicorn 0.54.0,
hypercorn 0.18.0, daphne 4.2.3, granian 2.8.9, waitress 3.0.2, Flask 3.1.3, gunicorn 27.0.1, Python, Node.js, Perl, Bash
and Java.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from itertools import pairwise

SHELLS = ("sh", "ash", "bash", "dash")
_ALL_ARGUMENTS = ("$@", "$*", "$1", "${@}", "${*}", "${1}")
_SEPARATORS = (";", "&&", "||")
# Programs that take no further words, with or without an application in front of them.
_REFUSING = ("supervisord", "uvicorn")
# Servers that take one application: the argument is a second one, or becomes the first.
_SERVERS = ("hypercorn", "daphne", "granian", "waitress-serve")
# It ignores a second word.
_TOLERANT_SERVER = "gunicorn"
# Their options with a value; a word behind any other option counts as the application.
_SERVER_VALUES = (
    *("-b", "--bind", "-h", "--host", "-p", "--port", "-u", "--uds", "--listen", "-w", "--workers", "--threads"),
    *("-k", "--worker-class", "--interface", "--loop", "-c", "--config", "--chdir", "--pythonpath", "-e", "--env"),
    *("-t", "--timeout", "--graceful-timeout", "--keep-alive", "--max-requests", "--max-requests-jitter", "--backlog"),
    *("-n", "--name", "-g", "--group", "--user", "--pid", "--worker-tmp-dir", "--worker-connections"),
    *("--log-level", "--log-config", "--log-file", "--access-logfile", "--error-logfile", "--certfile", "--keyfile"),
)
# Python modules that are the programs above.
_MODULES = {"waitress": "waitress-serve", "supervisor.supervisord": "supervisord"}
# Interpreters: what their first word is, their options that name a program, and those that take a value.
_INTERPRETERS = {
    "python": ("script", ("-m", "-c"), ("-X", "-W")),
    "node": ("script", ("-e", "--eval", "-p", "--print"), ("-r", "--require", "--import")),
    "perl": ("script", ("-e", "-E"), ("-I",)),
    "java": (
        "class",
        ("-jar", "-m", "--module"),
        ("-cp", "-classpath", "--class-path", "-p", "--module-path", "--add-modules"),
    ),
    **dict.fromkeys(SHELLS, ("script", ("-c",), ("-o", "+o", "-O", "+O", "--rcfile", "--init-file"))),
}
_VERSION = re.compile(r"(python|perl)[0-9.]*")
# Programs that run the words behind them, and how many of these are their own.
_WRAPPERS = {
    **dict.fromkeys(("env", "exec", "nohup", "tini", "tini-static", "dumb-init", "docker-init"), 0),
    **dict.fromkeys(("opentelemetry-instrument", "ddtrace-run"), 0),
    **dict.fromkeys(("gosu", "su-exec", "poetry", "pipenv", "uv", "pdm", "newrelic-admin"), 1),
}
_MAX_WRAPPERS = 5


class Effect(Enum):
    """What a program does with the argument."""

    REFUSED = auto()
    INTERPRETED = auto()


@dataclass(frozen=True)
class Outcome:
    """What a program does with the argument: it refuses it, or interprets it as a `noun` that ENTRYPOINT lacks."""

    program: str
    effect: Effect
    noun: str = ""


def outcome(entry_point: Sequence[str]) -> Outcome | None:
    """The outcome for an ENTRYPOINT; None if the program accepts the argument, or if that is not known."""
    words = _program_words(entry_point)
    if not words:
        return None
    program, rest = _name(words[0]), words[1:]
    if program in _REFUSING or (program == "flask" and "run" in rest):
        return Outcome("flask run" if program == "flask" else program, Effect.REFUSED)
    if program in (*_SERVERS, _TOLERANT_SERVER):
        if not _has_word(rest, _SERVER_VALUES):
            return Outcome(program, Effect.INTERPRETED, "application")
        return Outcome(program, Effect.REFUSED) if program in _SERVERS else None
    return _of_interpreter(program, rest)


def outcome_of_script(script: str) -> Outcome | None:
    """The outcome for the last command of a shell script, if it were the ENTRYPOINT."""
    return outcome(_last_command(script))


def shell_script(entry_point: Sequence[str]) -> str | None:
    """The script of an ENTRYPOINT such as `/bin/sh -c SCRIPT`; None for any other."""
    words = list(entry_point)
    if words and _name(words[0]) in SHELLS and "-c" in words[:-1]:
        return words[words.index("-c") + 1]
    return None


def _of_interpreter(program: str, rest: Sequence[str]) -> Outcome | None:
    noun, programs, with_value = _INTERPRETERS.get(program, ("", (), ()))
    if not noun or any(word in programs for word in rest) or _has_word(rest, with_value):
        return None
    return Outcome(program, Effect.INTERPRETED, noun)


def _program_words(entry_point: Sequence[str]) -> list[str]:
    """The words of the program that gets the argument, without shells, wrappers and interpreters around it."""
    words = list(entry_point)
    for _ in range(_MAX_WRAPPERS):
        inner = _inner_words(words)
        if inner is None:
            return words
        words = inner
    return words


def _inner_words(words: list[str]) -> list[str] | None:
    """The words of the program that a wrapper runs; None if the first word is not a known wrapper."""
    name = _name(words[0]) if words else ""
    script = shell_script(words)
    if script is not None:
        return _words_of_script(script, words)
    if name in _WRAPPERS:
        rest = words[words.index("--") + 1 :] if "--" in words else words[1 + _WRAPPERS[name] :]
        while rest and (rest[0].startswith("-") or "=" in rest[0]):
            rest = rest[1:]
        return rest
    if name == "python":
        return _words_of_python(words[1:])
    return None


def _words_of_script(script: str, words: list[str]) -> list[str]:
    """The words of a shell script's last command if it passes all arguments on; empty for any other script.

    The word behind the script is `$0`; without one, the argument itself is `$0` and is not passed on.
    """
    command = _last_command(script) if words[-1] != script else []
    return command[:-1] if command and command[-1] in _ALL_ARGUMENTS else []


def _last_command(script: str) -> list[str]:
    """The words of a shell script's last command; empty for a script whose quotes don't match."""
    try:
        parts = shlex.split(script)
    except ValueError:
        return []
    ends = [index for index, part in enumerate(parts) if part in _SEPARATORS or part.endswith(";")]
    return parts[ends[-1] + 1 :] if ends else parts


def _words_of_python(rest: list[str]) -> list[str] | None:
    """The words of a known server that Python runs as a module or a script; None for anything else."""
    for option, module in pairwise(rest):
        if option == "-m":
            known = _MODULES.get(module, module)
            return [known, *rest[rest.index(module) + 1 :]] if _is_server(known) else None
    for index, word in enumerate(rest):
        if not word.startswith("-"):
            return rest[index:] if _is_server(_name(word)) else None
    return None


def _is_server(name: str) -> bool:
    return name in (*_REFUSING, *_SERVERS, _TOLERANT_SERVER, "flask")


def _has_word(rest: Sequence[str], with_value: Sequence[str]) -> bool:
    """Whether there is a word that is neither an option nor the value of one of those `with_value`."""
    pairs = pairwise(("", *rest))
    return any(not word.startswith(("-", "+")) and before not in with_value for before, word in pairs)


def _name(word: str) -> str:
    """A program's name without its folder, and Python's without its version."""
    name = word.rpartition("/")[2]
    match = _VERSION.fullmatch(name)
    return match[1] if match else name
