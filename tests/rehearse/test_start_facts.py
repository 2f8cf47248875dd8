"""Facts about a program that does not start: the image, its program, the engine's message and the last log line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from tests.rehearse.jobs import observations

from sagemaker_marketplace.aws.ecr import Config
from sagemaker_marketplace.diagnosis.causes import Observed
from sagemaker_marketplace.rehearse.observations import End, Image, Program
from sagemaker_marketplace.rehearse.verdict import start_facts

SERVE = "/usr/bin/serve"


def image(
    program: Program | None, *entry_point: str, user: str = "", platform: str = "linux/amd64", path: str = "/bin"
) -> Image:
    config = Config(platform, entry_point, (), user, {"PATH": path} if path else {})
    return Image("churn-scorer:dev", "sha256:0", config, 0, program=program)


def script(first_line: bytes = b"#!/bin/sh\n", mode: int = 0o755, machine: str = "") -> Program:
    return Program(SERVE, mode, first_line, machine)


def facts(subject: Image, message: str = "", log: tuple[str, ...] = (), **fields: Any) -> list[Observed]:
    ended = {"end": End(1, "start", 0.1), "first_ping_seconds": None, **fields}
    return list(start_facts.facts(observations(image=subject, start_error=message, log_lines=log, **ended)))


@pytest.mark.parametrize("during", ["requests", "stop", "abort"])
def test_a_program_that_started_has_no_such_facts(during: str) -> None:
    assert facts(image(None), end=End(1, during, 0.1)) == []
    assert facts(image(None), end=None) == []


NOT_FOUND = 'exec: "x": executable file not found in $PATH'


@pytest.mark.parametrize(
    ("entry_point", "path", "message", "expected"),
    [
        (("app",), "/bin", NOT_FOUND, Observed("entry-point-not-found", NOT_FOUND, {"program": "app"})),
        (("a" * 300,), "/bin", NOT_FOUND, Observed("entry-point-not-found", NOT_FOUND, {"program": "a" * 200})),
        (("app",), "/bin", "out of disk", None),
        (
            (),
            "/bin",
            NOT_FOUND,
            Observed("program-not-on-path", NOT_FOUND, {"search_path": "/bin", "argument": "serve"}),
        ),
        (
            (),
            "/" * 300,
            "out of disk",
            Observed(
                "program-not-on-path",
                "no program serve in the directories of PATH",
                {"search_path": "/" * 200, "argument": "serve"},
            ),
        ),
        (
            (),
            "",
            NOT_FOUND,
            Observed("program-not-on-path", NOT_FOUND, {"search_path": "not set", "argument": "serve"}),
        ),
    ],
)
def test_a_program_that_is_missing(
    entry_point: tuple[str, ...], path: str, message: str, expected: Observed | None
) -> None:
    found = facts(image(None, *entry_point, path=path), message, end=None)
    assert found == ([expected] if expected else [])


NAMED = {"program": SERVE}
NO_FILE = f"exec {SERVE}: no such file or directory"
FORMAT_ERROR = f"exec {SERVE}: exec format error"
OLD_FORMAT_ERROR = "standard_init_linux.go:228: exec user process caused: exec format error"


@pytest.mark.parametrize(
    ("program", "last", "expected"),
    [
        (script(), NO_FILE, [Observed("interpreter-not-found", NO_FILE, {**NAMED, "interpreter": "/bin/sh"})]),
        (
            script(b"#! /usr/bin/env -S LANG=C python3 -u\n"),
            NO_FILE,
            [Observed("interpreter-not-found", NO_FILE, {**NAMED, "interpreter": "python3"})],
        ),
        (
            script(b"#!/usr/bin/env -S\n"),
            NO_FILE,
            [Observed("interpreter-not-found", NO_FILE, {**NAMED, "interpreter": "/usr/bin/env"})],
        ),
        (
            script(b"#!/usr/bin/env\n"),
            NO_FILE,
            [Observed("interpreter-not-found", NO_FILE, {**NAMED, "interpreter": "/usr/bin/env"})],
        ),
        (
            script(b"#!/opt/my env/x\n"),
            NO_FILE,
            [Observed("interpreter-not-found", NO_FILE, {**NAMED, "interpreter": "/opt/my"})],
        ),
        (script(b"#!\n"), NO_FILE, []),
        (script(), "exec /app/other: no such file or directory", []),
        # The program's own message is not the engine's.
        (script(), f"open {SERVE}: no such file or directory", []),
        (script(b"", machine="x86-64"), NO_FILE, [Observed("loader-not-found", NO_FILE, NAMED)]),
        (script(b"", machine="x86-64"), "exec /app/other: no such file or directory", []),
        (script(b"", machine="aarch64"), NO_FILE, []),
        *(
            (
                script(b"#!/bin/sh" + end),
                NO_FILE,
                [Observed("crlf-first-line", f"first line of {SERVE}: #!/bin/sh\\r\\n", NAMED)],
            )
            for end in (b"\r\n", b"\r")
        ),
        (script(b"import x\r\n"), NO_FILE, []),
        *(
            (
                script(mode=mode),
                NO_FILE,
                [Observed("not-executable", f"mode of {SERVE}: {shown}", {**NAMED, "mode": shown})],
            )
            for mode, shown in ((0o644, "0644"), (0o104644, "4644"), (0, "0000"))
        ),
        (script(mode=0o001), "", []),
        (
            script(b"", machine="aarch64"),
            FORMAT_ERROR,
            [
                Observed(
                    "other-processor",
                    f"processor of {SERVE}: aarch64; {FORMAT_ERROR}",
                    {**NAMED, "machine": "aarch64"},
                )
            ],
        ),
        (script(b"", machine="x86-64"), FORMAT_ERROR, []),
        (
            script(b"import x\n"),
            OLD_FORMAT_ERROR,
            [Observed("no-first-line", f"first line of {SERVE}: import x; {OLD_FORMAT_ERROR}", NAMED)],
        ),
        (
            script(b"\x00\x01"),
            FORMAT_ERROR,
            [Observed("no-first-line", f"first line of {SERVE}: binary data; {FORMAT_ERROR}", NAMED)],
        ),
        (script(), FORMAT_ERROR, []),
        (script(b"import x\n"), "the exec formats error", []),
    ],
)
def test_a_program_that_can_not_be_executed(program: Program, last: str, expected: list[Observed]) -> None:
    assert facts(image(program), log=("Booting", last)) == expected
    # Only the last line is the reason of the end.
    assert [fact for fact in facts(image(program), log=(last, "Booting")) if last and last in fact.evidence] == []


def test_an_image_for_another_platform() -> None:
    program = script(b"", machine="aarch64")
    evidence = f"platform of the image: linux/arm64; {FORMAT_ERROR}"
    assert facts(image(program, platform="linux/arm64"), log=(FORMAT_ERROR,)) == [
        Observed("other-platform", evidence, {"platform": "linux/arm64"})
    ]
    assert facts(image(program, platform="linux/arm64"), log=("Booting",)) == []


@pytest.mark.parametrize(
    ("architecture", "expected"),
    [
        ("arm64", [("no-emulation", {"architecture": "arm64"})]),
        ("amd64", []),
        ("", []),
    ],
)
def test_an_engine_on_another_processor(architecture: str, expected: list[tuple[str, dict[str, str]]]) -> None:
    subject = replace(image(script(b"", machine="x86-64")), engine_architecture=architecture)
    assert [(fact.id, fact.values) for fact in facts(subject, log=(FORMAT_ERROR,))] == expected
    assert facts(subject, log=("Booting",)) == []


DENIED = "PermissionError: [Errno 13] Permission denied: '/opt/x', then \"/var/log/app.log\""


@pytest.mark.parametrize(
    ("user", "last", "values"),
    [
        ("app", DENIED, {"user": "app", "file": "/var/log/app.log"}),
        ("1000:0", "EACCES", {"user": "1000", "file": "a file"}),
        ("u" * 300, "permission denied=/a", {"user": "u" * 200, "file": "/a"}),
        ("app", "denied", None),
        *((root, DENIED, None) for root in ("", "root", "0", "0:1000", "root:app")),
    ],
)
def test_a_file_that_the_user_can_not_access(user: str, last: str, values: Mapping[str, str] | None) -> None:
    expected = [Observed("user-lacks-permission", last, values)] if values else []
    assert facts(image(script(), user=user), log=("permission denied: /earlier", last)) == expected
    assert facts(image(script(), user=user), last, end=None) == expected


@pytest.mark.parametrize(
    ("after", "is_seen"),
    [
        (("loss=0.5", "loss=0.3"), True),  # standard output is flushed at the end
        (("ValueError: no rows", "loss=0.3"), False),  # the program failed for another reason
    ],
)
def test_lines_after_the_denied_access(after: tuple[str, ...], is_seen: bool) -> None:
    expected = [Observed("user-lacks-permission", DENIED, {"user": "app", "file": "/var/log/app.log"})]
    assert facts(image(script(), user="app"), log=(DENIED, *after)) == (expected if is_seen else [])


MISSING = "python3: can't open file '/serve': [Errno 2] No such file or directory"


@pytest.mark.parametrize(
    ("entry_point", "log", "expected"),
    [
        (
            ("python3",),
            ("module serve not found", MISSING, "Bye"),
            Observed(
                "argument-interpreted",
                f"ENTRYPOINT is [python3]; {MISSING}",
                {"program": "python", "argument": "serve", "noun": "script"},
            ),
        ),
        (
            ("python3",),
            (f"serve not found{'!' * 300}",),
            Observed(
                "argument-interpreted",
                f"ENTRYPOINT is [python3]; serve not found{'!' * 185}",
                {"program": "python", "argument": "serve", "noun": "script"},
            ),
        ),
        (("python3",), ("not found: server",), None),
        (("python3",), (f"serve {'.' * 9} not found",), None),
        (
            ("python3",),
            (f"serve{'.' * 3}not found",),
            Observed(
                "argument-interpreted",
                "ENTRYPOINT is [python3]; serve...not found",
                {"program": "python", "argument": "serve", "noun": "script"},
            ),
        ),
        (("python3",), ("serve is fine",), None),
        (
            ("uvicorn", "-g", "x" * 300),
            (),
            Observed(
                "argument-refused",
                f"ENTRYPOINT is [uvicorn, -g, {'x' * 300}]"[:214],
                {"program": "uvicorn", "argument": "serve"},
            ),
        ),
        (("/app/run",), (MISSING,), None),
    ],
)
def test_the_argument(entry_point: tuple[str, ...], log: tuple[str, ...], expected: Observed | None) -> None:
    found = facts(image(script(), *entry_point), log=log)
    assert [fact for fact in found if fact.id.startswith("argument")] == ([expected] if expected else [])
