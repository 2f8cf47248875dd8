"""Recognizes text in other languages, where it is not YAML or only one YAML string."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from .placeholders import RENDER

CONVERT = "convert it: sagemaker-marketplace init --from FILE"
TERRAFORM = "Terraform configuration is not supported"
COMMENT = ('invalid YAML: "{}" does not begin a comment', "begin comments with #, or remove them")
COMMENT_SIGNS = ("//", "/*")
# What the first line of a file, after blank lines and comments, begins with -> message and hint.
_FIRST_LINES = (
    (
        re.compile(r"^(?:resource|module|provider|variable|locals|data|terraform)[ \t]*(?:\"[^\"]*\"[ \t]*){0,2}\{"),
        TERRAFORM,
        CONVERT,
    ),
    (
        re.compile(
            r"^(?:(?:export|const|let|var|import|from|return|package|using|public)\s+[\w{*\"']|[A-Za-z_][\w.]*(?:\s*=|\())"
        ),
        "program code is not supported",
        CONVERT,
    ),
)
# What any line up to the error can contain -> message and hint; {} is the first group.
_LINES = (
    (re.compile(r"(?:^|[\s,{\[])(//|/\*)"), *COMMENT),
    (
        re.compile(r"^\s*(aws)\s+sagemaker\s"),
        "shell commands are not supported",
        CONVERT,
    ),
    (re.compile(r"^\s*(?:-\s*)?(\{%|\{#|<%)"), '"{}" belongs to a template language', RENDER),
    (
        re.compile(r"(?:^|[:,\[-])\s*(\{\{)"),
        '"{}" belongs to a template language',
        f"write ${{NAME}} in a manifest, or {RENDER}",
    ),
)


class Recognized(NamedTuple):
    """What was recognized: message, hint, and the line and column (from 1)."""

    message: str
    hint: str
    line: int
    column: int


def recognize(lines: Sequence[str]) -> Recognized | None:
    """The first sign of another language in these lines; None if there is none."""
    code = [(number, line) for number, line in enumerate(lines, 1) if not line.lstrip().startswith("#")]
    for number, line in code:
        if line.strip() and not line.lstrip().startswith((*COMMENT_SIGNS, "*")):
            for pattern, message, hint in _FIRST_LINES:
                if pattern.match(line):
                    return Recognized(message, hint, number, 1)
            break
    for number, line in code:
        for pattern, message, hint in _LINES:
            match = pattern.search(line)
            if match:
                return Recognized(message.format(match[1]), hint, number, match.start(1) + 1)
    return None
