"""Job logs in GitHub's log: the runner interprets no command in them, and all commands of the format itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count, groupby

import pytest
from fuzz.github_runner import COMMANDS, Command, effective_commands
from hypothesis import given
from hypothesis import strategies as st
from tests.report.test_workflow_commands import expected_commands, strings

from sagemaker_marketplace.report import events
from sagemaker_marketplace.report.events import Event
from sagemaker_marketplace.report.formats import github, text

TOKEN = "5f0e-{}"  # noqa: S105 - from the token factory of these tests


def tokens() -> Callable[[], str]:
    """Return a factory of numbered tokens."""
    numbers = count(1)
    return lambda: TOKEN.format(next(numbers))


def line(text: str, job: str = "training", stream: str = "algo-1-1") -> events.LogLine:
    return events.LogLine("m", job, stream, text)


def printed(stream: list[Event]) -> list[str]:
    return list(github.render(iter(stream), tokens()))


def test_log_lines_are_printed_in_blocks_that_stop_commands() -> None:
    status = events.StatusChanged("m", "training job", "v", "Training", 60.0)
    ended = events.StageFinished("watch", "m", True)
    stream: list[Event] = [events.StageStarted("watch", "m"), line("one"), line("two"), status, line("three"), ended]
    assert printed(stream) == [
        "::group::watch m",
        "::stop-commands::5f0e-1",
        "  training | one",
        "  training | two",
        "::5f0e-1::",
        "  [0:01:00] training job v: Training",
        "::stop-commands::5f0e-2",
        "  training | three",
        "::5f0e-2::",
        "::endgroup::",
    ]


def test_a_block_ends_with_the_stream() -> None:
    assert printed([line("one")]) == ["::stop-commands::5f0e-1", "  training | one", "::5f0e-1::"]


class Broken(BaseException):
    """Stands in for the exception that a signal raises."""


def test_a_block_ends_before_an_exception_from_the_stream() -> None:
    def stream() -> Iterator[Event]:
        yield line("one")
        raise Broken

    rendered = github.render(stream(), tokens())
    assert [next(rendered) for _ in range(3)] == ["::stop-commands::5f0e-1", "  training | one", "::5f0e-1::"]
    with pytest.raises(Broken):
        next(rendered)


def test_a_block_ends_before_an_exception_thrown_into_the_format() -> None:
    rendered = github.render(iter([line("one"), line("two")]), tokens())
    assert [next(rendered), next(rendered)] == ["::stop-commands::5f0e-1", "  training | one"]
    assert rendered.throw(Broken()) == "::5f0e-1::"
    with pytest.raises(Broken):
        next(rendered)


def test_a_closed_format_prints_nothing() -> None:
    rendered = github.render(iter([line("one")]), tokens())
    next(rendered)
    rendered.close()
    assert list(rendered) == []


def test_tokens_are_random_and_long() -> None:
    stream: list[Event] = [line("one"), events.Note("m", "a note"), line("two")]
    printed_lines = "\n".join(github.render(iter(stream)))
    blocks = [command.data for command in effective_commands(printed_lines) if command.name == "stop-commands"]
    assert [len(set(blocks)), *map(len, blocks)] == [2, 32, 32]


def test_the_text_format_has_no_blocks() -> None:
    assert list(text.render(iter([line("::error::x")]))) == ["  training | ::error::x"]


# Both forms of a command, with characters that are removed, and split across lines.
TEMPLATES = [
    *("::{}::x", "  ::{} a=b,file=c::x", "\t::{}::x", "\u2003::{}::", "::{}::\r\n::{}::x", "x\r::{}::x", "x\n ::{}::"),
    *(
        "x\u2028::{}::x",
        "x\x85::{}::x",
        "x\x0b::{}::x",
        "\ufeff::{}::x",
        "\x1b[0m::{}::x",
        ":\x00:{}::x",
        "\u200b::{}::x",
    ),
    *("##[{}]x", "x ##[{} a=b]x", "#\u200b#[{}]x", "##\x1b[1m[{}]x", "#\x00#[{}]", "##\x1b]0;t\x07[{}]x", "\r##[{}]"),
    *("\x1b]0;title\n::{}::x", "\u202e::{}::x", "\u2066##[{}]\u2069", "%0A::{}::x", "x\\n::{}::x", "##[##[{}]]"),
]
SWAPPED_CASE = [template.format(name, name).swapcase() for name in COMMANDS for template in TEMPLATES]
HOSTILE = [*(template.format(name, name) for name in COMMANDS for template in TEMPLATES), *SWAPPED_CASE]
GUESSES = ["5f0e-1", "5F0E-1", "5f0e-2", "", "0", "pause-logging"]


def blocks(stream: list[Event]) -> Iterator[Command]:
    """Yield the commands that open and close the blocks of a stream of log lines and notes."""
    numbers = count(1)
    for is_log, _ in groupby(stream, lambda event: isinstance(event, events.LogLine)):
        if is_log:
            token = TOKEN.format(next(numbers))
            yield from (Command("stop-commands", token), Command(token, ""))


@pytest.mark.parametrize("stream", ["algo-1-1", "i-1/data-log", "\n::error::x", "##[error]", "algo-1\n::error::"])
def test_no_command_in_a_log_line_is_interpreted(stream: str) -> None:
    log_lines: list[Event] = [line(text, "transform", stream) for text in HOSTILE]
    assert effective_commands("\n".join(printed(log_lines))) == list(blocks(log_lines))


def test_no_command_in_a_log_line_is_interpreted_without_a_block() -> None:
    log_lines = [line(hostile) for hostile in HOSTILE]
    assert effective_commands("\n".join(text.render(iter(log_lines)))) == []


def test_events_do_not_join_into_a_command() -> None:
    halves = [half for text in HOSTILE for cut in (1, 2, 3) for half in (text[:cut], text[cut:])]
    log_lines: list[Event] = [line(half) for half in halves]
    assert effective_commands("\n".join(printed(log_lines))) == list(blocks(log_lines))


def test_a_guessed_token_does_not_end_a_block() -> None:
    # The tokens here can be guessed, so only the label before each line prevents the end of the block.
    templates = ("::{}::", "  ::{}::x", "\n::{}::", "##[{}]", "\r##[{}]x", "#\x00#[{}]")
    log_lines: list[Event] = [line(template.format(guess)) for guess in GUESSES for template in templates]
    assert effective_commands("\n".join(printed(log_lines))) == list(blocks(log_lines))


def test_a_line_of_a_megabyte_is_cut() -> None:
    log_lines: list[Event] = [line("::error::x" * 104_858), line("##[error]" * 116_509)]
    shown = printed(log_lines)
    assert effective_commands("\n".join(shown)) == list(blocks(log_lines))
    assert [len(shown_line) < 4000 for shown_line in shown] == [True] * 4


logs = st.builds(events.LogLine, st.just("m"), strings, strings, strings | st.sampled_from(HOSTILE))
others = st.builds(events.Note, st.just("m"), strings) | st.builds(
    events.StatusChanged, strings, strings, strings, strings, st.just(1.0), strings
)


@given(st.lists(logs | others, max_size=8))
def test_only_the_commands_of_the_format_are_interpreted(stream: list[Event]) -> None:
    assert list(expected_commands(stream)) == []
    assert effective_commands("".join(f"{shown_line}\n" for shown_line in printed(stream))) == list(blocks(stream))
