"""No text of others becomes a workflow command: judged by the runner's own way of reading a line.

Source: actions/runner, src/Runner.Common/ActionCommand.cs. A line is a command in one of two ways: after leading blanks
it starts with `::name properties::data`, or `##[name properties]data` stands anywhere in it.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sagemaker_marketplace.manifest.findings import SEVERITIES, Edit, Finding, Location
from sagemaker_marketplace.report import events, untrusted
from sagemaker_marketplace.report.events import Event
from sagemaker_marketplace.report.formats import github

# Source: actions/runner, ActionCommandManager.cs; names are compared without case.
COMMANDS = (
    "add-mask",
    "add-matcher",
    "remove-matcher",
    "debug",
    "notice",
    "warning",
    "error",
    "group",
    "endgroup",
    "echo",
    "save-state",
    "set-output",
    "stop-commands",
    "set-env",
    "add-path",
)


def by_colons(line: str) -> str | None:
    """The name of a `::name::` command, if the line is one."""
    trimmed = line.lstrip()
    end = trimmed.find("::", 2)
    if not trimmed.startswith("::") or end < 0:
        return None
    return _registered(trimmed[2:end])


def by_hashes(line: str) -> str | None:
    """The name of the `##[name]` command that stands first in a line, if any does."""
    start = line.find("##[")
    end = line.find("]", start)
    return None if start < 0 or end < 0 else _registered(line[start + 3 : end])


def _registered(inside: str) -> str | None:
    name = inside.strip().partition(" ")[0].lower()
    return name if name in COMMANDS else None


def command(printed: str) -> list[str]:
    """The names of the commands a runner finds in what was printed; it splits at any line end."""
    lines = printed.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return [found for line in lines if (found := by_colons(line) or by_hashes(line))]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("::error::x", ["error"]),
        ("  ::Set-Output name=a::x", ["set-output"]),
        ("x ::error::x", []),
        ("::unknown::x", []),
        ("x ##[error]x", ["error"]),
        ("x ##[add-mask a=b]x", ["add-mask"]),
        ("## [error]x", []),
        ("a\r::error::x", ["error"]),
    ],
)
def test_the_judge(line: str, found: list[str]) -> None:
    assert command(line) == found


pieces = st.sampled_from(
    [
        "::",
        "##[",
        "#",
        "##",
        "[",
        "]",
        ":",
        " ",
        "\n",
        "\r",
        "\t",
        "\u200b",
        "\ufeff",
        "\x0b",
        "\x85",
        "\u2028",
        "\u2003",
    ]
)
texts = st.lists(pieces | st.sampled_from(COMMANDS) | st.text(max_size=3), max_size=12).map("".join)


@settings(max_examples=1000, deadline=None)
@given(texts)
def test_a_disarmed_text_is_no_command(text: str) -> None:
    assert command(untrusted.without_commands(text)) == []


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("form", ["::{}::x", " ::{} a=b::x", "x ##[{}]y", "#\u200b#[{} a=b]y", "\n::{}::x", "\r##[{}]"])
def test_each_command_is_disarmed(name: str, form: str) -> None:
    assert command(untrusted.without_commands(form.format(name))) == []


locations = st.builds(Location, texts, st.integers(1, 5), st.integers(1, 5))
related = st.lists(st.tuples(locations, texts), max_size=2).map(tuple)
fixes = st.none() | st.builds(Edit, locations, locations, texts)
findings = st.builds(
    Finding, st.just(("spec",)), locations, st.sampled_from(SEVERITIES), texts, texts, texts, related, fixes
)
numbers = st.floats(0, 1e6)
paths = st.lists(texts | st.integers(0, 9), max_size=3).map(tuple)
causes = st.lists(st.builds(events.FailureCause, texts, texts, texts, paths, st.none() | locations), max_size=2).map(
    tuple
)
happenings: st.SearchStrategy[Event] = st.one_of(
    st.builds(events.StageStarted, st.sampled_from(["check", "plan", "preflight", "create", "watch"]), texts),
    st.builds(events.StageFinished, texts, texts, st.booleans()),
    st.builds(events.ManifestRead, texts, st.dictionaries(texts, st.lists(texts, max_size=3).map(tuple), max_size=2)),
    st.builds(events.FindingReported, texts, findings),
    st.builds(events.FindingsComplete),
    st.builds(
        events.PlanMade, texts, texts, texts, texts, texts, st.dictionaries(texts, texts, max_size=2), st.tuples(texts)
    ),
    st.builds(events.StatusChanged, texts, texts, texts, texts, numbers, texts),
    st.builds(events.Heartbeat, texts, texts, numbers),
    st.builds(events.Note, texts, texts),
    st.builds(events.OutputChanged, texts, st.sampled_from(["arn", "status", "console-url"]), texts),
    st.builds(events.RunFailed, texts, texts, st.just(3), texts, causes, st.lists(texts, max_size=2).map(tuple), texts),
)


def ours(stream: list[Event]) -> Iterator[str]:
    """The commands the format itself gives for a stream."""
    found: list[Finding] = []
    folded = False
    room = github.annotation_room()
    for event in stream:
        if isinstance(event, events.FindingReported):
            found.append(event.finding)
        elif isinstance(event, events.FindingsComplete):
            yield from (line.partition("::")[2].partition(" ")[0] for line in github.annotated(found, room))
            found = []
        elif isinstance(event, events.StageStarted) and event.stage != "check":
            if folded:
                yield "endgroup"
            yield "group"
            folded = True
        elif isinstance(event, (events.StageFinished, events.RunFailed)) and folded:
            yield "endgroup"
            folded = False
        if isinstance(event, events.RunFailed):
            yield "error"


@settings(max_examples=300, deadline=None)
@given(st.lists(happenings, max_size=8))
def test_a_job_log_has_our_own_commands_alone(stream: list[Event]) -> None:
    printed = "".join(f"{line}\n" for line in github.render(iter(stream)))
    assert command(printed) == list(ours(stream))
