"""Colors of findings: when they are used, what is colored, and that nothing else escapes into the output."""

from __future__ import annotations

import pytest

from sagemaker_marketplace.manifest.findings import Edit, Finding, Location
from sagemaker_marketplace.report import colors, events
from sagemaker_marketplace.report.events import Event
from sagemaker_marketplace.report.formats import live, text
from sagemaker_marketplace.report.rule_pages import DOCS_URL


@pytest.mark.parametrize(
    ("choice", "environment", "is_terminal", "is_colored"),
    [
        ("auto", {}, True, True),
        ("auto", {}, False, False),
        ("auto", {"TERM": "xterm-256color"}, True, True),
        ("auto", {"TERM": "dumb"}, True, False),
        ("auto", {"NO_COLOR": "1"}, True, False),
        ("auto", {"NO_COLOR": ""}, True, True),
        ("auto", {"FORCE_COLOR": "1"}, False, True),
        ("auto", {"FORCE_COLOR": "1", "TERM": "dumb"}, False, True),
        ("auto", {"FORCE_COLOR": ""}, False, False),
        ("auto", {"FORCE_COLOR": "1", "NO_COLOR": "1"}, True, False),
        ("auto", {"CLICOLOR_FORCE": "1"}, False, True),
        ("auto", {"CLICOLOR_FORCE": "0"}, False, False),
        ("auto", {"CLICOLOR": "0"}, True, False),
        ("auto", {"CLICOLOR": "1"}, False, False),
        ("always", {"NO_COLOR": "1", "TERM": "dumb"}, False, True),
        ("never", {"FORCE_COLOR": "1"}, True, False),
    ],
)
def test_when_findings_are_colored(
    choice: str, environment: dict[str, str], is_terminal: bool, is_colored: bool
) -> None:
    paint = colors.paint(choice, environment, is_terminal)
    assert (paint("error", "x") != "x") == is_colored


START, END = Location("m.yaml", 2, 3), Location("m.yaml", 2, 5)
FINDINGS = (
    Finding((), START, "error", "one", "wrong", "do this", ((START, "see"),), Edit(START, END, "x"), END),
    Finding((), START, "error", "one", "again"),
    Finding((), Location("m.yaml", 9, 1), "warning", "two", "unlikely"),
    Finding((), Location("m.yaml", 9, 1), "info", "three", "advice"),
)
STREAM: list[Event] = [
    events.ManifestRead("m.yaml", {"m.yaml": {2: "a bc d"}}),
    *(events.FindingReported("m.yaml", finding) for finding in FINDINGS),
    events.FindingsComplete(),
]
COLORED = f"""\
<1>m.yaml:2:3:</> <1;31>error:</> wrong <2>[one]</>
<2>  2 |</> a bc d
<2>    |</>   <1;31>^^</>
    do this (fixable with --fix)
    m.yaml:2:3: see
<2>    {DOCS_URL}/one.md</>
<1>m.yaml:2:3:</> <1;31>error:</> again <2>[one]</>
<2>  2 |</> a bc d
<2>    |</>   <1;31>^</>
<1>m.yaml:9:1:</> <1;35>warning:</> unlikely <2>[two]</>
<2>    {DOCS_URL}/two.md</>
<1>m.yaml:9:1:</> <1;36>info:</> advice <2>[three]</>
<2>    {DOCS_URL}/three.md</>
1 manifest checked: 2 errors, 1 warning, 1 info; 1 fixable with --fix
"""


def test_colored_findings() -> None:
    lines = list(text.render(STREAM, paint=colors.colored))
    printed = "".join(f"{line}\n" for line in lines)
    for code in ("1;31", "1;35", "1;36", "1", "2"):
        printed = printed.replace(f"\x1b[{code}m", f"<{code}>")
    assert printed.replace("\x1b[0m", "</>") == COLORED
    # Without a terminal, the format `live` is the format `text`.
    assert list(live.render(STREAM, console=lambda: None, paint=colors.colored)) == lines


def test_uncolored_findings_are_the_same_lines() -> None:
    uncolored = COLORED.replace("</>", "")
    for code in ("1;31", "1;35", "1;36", "1", "2"):
        uncolored = uncolored.replace(f"<{code}>", "")
    assert [f"{line}\n" for line in text.render(STREAM)] == uncolored.splitlines(keepends=True)


HOSTILE = "a\x1b[2J\x07\u202e\n::error::b"


def test_colors_let_no_escape_sequence_of_others_pass() -> None:
    location = Location(HOSTILE, 1, 1)
    found = Finding(
        (), location, "error", "rule", HOSTILE, HOSTILE, ((location, HOSTILE),), end=Location(HOSTILE, 1, 4)
    )
    read = events.ManifestRead("m.yaml", {HOSTILE: {1: HOSTILE}})
    lines = list(text.render([read, events.FindingReported("m.yaml", found)], paint=colors.colored))
    for code in ("1;31", "1", "2", "0"):
        lines = [line.replace(f"\x1b[{code}m", "") for line in lines]
    assert len(lines) == 6
    assert all(line.isprintable() and not line.lstrip().startswith("::") for line in lines)
