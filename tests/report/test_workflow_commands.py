"""No untrusted text becomes a workflow command. Lines are interpreted as the GitHub runner interprets them.

Source: actions/runner, src/Runner.Common/ActionCommand.cs. A line is a command in one of two ways: after leading
whitespace it starts with `::name properties::data`, or it contains `##[name properties]data`.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fuzz.github_runner import COMMANDS
from hypothesis import given
from hypothesis import strategies as st

from sagemaker_marketplace import plugins
from sagemaker_marketplace.manifest.findings import SEVERITIES, Edit, Finding, Location
from sagemaker_marketplace.report import events, untrusted
from sagemaker_marketplace.report.events import Event
from sagemaker_marketplace.report.formats import github


def colon_command(line: str) -> str | None:
    """Return the name of a `::name::` command, or None if the line is not one."""
    trimmed = line.lstrip()
    end = trimmed.find("::", 2)
    if not trimmed.startswith("::") or end < 0:
        return None
    return _registered(trimmed[2:end])


def hash_command(line: str) -> str | None:
    """Return the name of the first `##[name]` command in a line, or None."""
    start = line.find("##[")
    end = line.find("]", start)
    return None if start < 0 or end < 0 else _registered(line[start + 3 : end])


def _registered(inside: str) -> str | None:
    name = inside.strip().partition(" ")[0].lower()
    return name if name in COMMANDS else None


def command_names(printed: str) -> list[str]:
    """Return the names of the commands that a runner finds in printed output; it splits at any line end."""
    lines = printed.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return [name for line in lines if (name := colon_command(line) or hash_command(line))]


@pytest.mark.parametrize(
    ("line", "names"),
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
def test_command_names(line: str, names: list[str]) -> None:
    assert command_names(line) == names


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
strings = st.lists(pieces | st.sampled_from(COMMANDS) | st.text(max_size=3), max_size=12).map("".join)


@given(strings)
def test_neutralized_strings_contain_no_command(text: str) -> None:
    assert command_names(untrusted.line(text)) == []


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize(
    "template", ["::{}::x", " ::{} a=b::x", "x ##[{}]y", "#\u200b#[{} a=b]y", "\n::{}::x", "\r##[{}]"]
)
def test_each_command_is_neutralized(name: str, template: str) -> None:
    assert command_names(untrusted.line(template.format(name))) == []


locations = st.builds(Location, strings, st.integers(1, 5), st.integers(1, 5))
related = st.lists(st.tuples(locations, strings), max_size=2).map(tuple)
edits = st.none() | st.builds(Edit, locations, locations, strings)
findings = st.builds(
    Finding, st.just(("spec",)), locations, st.sampled_from(SEVERITIES), strings, strings, strings, related, edits
)
numbers = st.floats(0, 1e6)
paths = st.lists(strings | st.integers(0, 9), max_size=3).map(tuple)
causes = st.lists(
    st.builds(
        events.FailureCause, strings, strings, strings, paths, st.none() | locations, st.tuples(findings) | st.just(())
    ),
    max_size=2,
).map(tuple)
any_event: st.SearchStrategy[Event] = st.one_of(
    st.builds(events.StageStarted, st.sampled_from(["check", "plan", "preflight", "create", "watch"]), strings),
    st.builds(events.StageFinished, strings, strings, st.booleans()),
    st.builds(
        events.ManifestRead, strings, st.dictionaries(strings, st.dictionaries(st.integers(1, 3), strings), max_size=2)
    ),
    st.builds(events.FindingReported, strings, findings),
    st.builds(events.FindingsComplete),
    st.builds(
        events.PlanMade,
        strings,
        strings,
        strings,
        strings,
        strings,
        st.dictionaries(strings, strings, max_size=2),
        st.tuples(strings),
        st.tuples(st.builds(events.Difference, paths, strings, st.none() | strings, strings)),
        st.tuples(st.builds(events.PlannedJob, strings, strings, st.just(1), numbers, numbers, numbers, strings)),
        st.tuples(strings),
        strings,
        st.booleans(),
    ),
    st.builds(events.StatusChanged, strings, strings, strings, strings, numbers, strings),
    st.builds(events.Heartbeat, strings, strings, numbers),
    st.builds(events.Note, strings, strings),
    st.builds(events.OutputChanged, strings, st.sampled_from(["arn", "status", "console-url"]), strings),
    st.builds(
        events.RunFailed,
        strings,
        strings,
        st.just(3),
        strings,
        causes,
        st.lists(strings, max_size=2).map(tuple),
        strings,
    ),
)


def expected_commands(stream: list[Event]) -> Iterator[str]:
    """Yield the commands that the format itself prints for a stream."""
    reported: list[Finding] = []
    in_group = False
    room = github.annotation_room()
    for event in stream:
        if isinstance(event, events.FindingReported):
            reported.append(event.finding)
        elif isinstance(event, events.FindingsComplete):
            yield from (line.partition("::")[2].partition(" ")[0] for line in github.annotated(reported, room))
            reported = []
        elif isinstance(event, events.StageStarted) and event.stage != "check":
            if in_group:
                yield "endgroup"
            in_group = event.stage != "plan"
            if in_group:
                yield "group"
        elif isinstance(event, events.PlanMade) and event.creates and not in_group:
            yield from ("group", "endgroup")
        elif isinstance(event, (events.StageFinished, events.RunFailed)) and in_group:
            yield "endgroup"
            in_group = False
        if isinstance(event, events.RunFailed):
            yield "error"


@given(st.lists(any_event, max_size=8))
def test_a_job_log_contains_only_the_expected_commands(stream: list[Event]) -> None:
    printed = "".join(f"{line}\n" for line in github.render(iter(stream)))
    assert command_names(printed) == list(expected_commands(stream))


TERMINAL_CONTROLS = "\x1b\x07\x9b\x9d\x90\u202e\u2066"


@given(st.lists(any_event, max_size=8))
def test_other_formats_contain_no_commands_and_no_escape_sequences(stream: list[Event]) -> None:
    for name in sorted({*plugins.formats()} - {"github"}):
        printed = "".join(f"{line}\n" for line in plugins.output_format(name).render(iter(stream)))
        assert command_names(printed) == [], name
        assert not any(character in printed for character in TERMINAL_CONTROLS), name
