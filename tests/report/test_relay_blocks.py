"""Jobs' logs in a job log: the runner heeds none of their words, and all of ours."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count, groupby

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.report.runner import Heeded, heeded
from tests.report.test_commands import COMMANDS, ours, texts

from sagemaker_marketplace.report import events
from sagemaker_marketplace.report.events import Event
from sagemaker_marketplace.report.formats import github, text

TOKEN = "5f0e-{}"  # noqa: S105 - what the tests' own factory makes


def tokens() -> Callable[[], str]:
    """A factory of tokens that count."""
    numbers = count(1)
    return lambda: TOKEN.format(next(numbers))


def line(said: str, job: str = "training", stream: str = "algo-1-1") -> events.LogLine:
    return events.LogLine("m", job, stream, said)


def printed(stream: list[Event]) -> list[str]:
    return list(github.render(iter(stream), tokens()))


def test_lines_of_others_stand_in_blocks() -> None:
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
    """What a signal raises."""


def test_a_block_ends_before_an_exception_of_the_stream() -> None:
    def stream() -> Iterator[Event]:
        yield line("one")
        raise Broken

    rendered = github.render(stream(), tokens())
    assert [next(rendered) for _ in range(3)] == ["::stop-commands::5f0e-1", "  training | one", "::5f0e-1::"]
    with pytest.raises(Broken):
        next(rendered)


def test_a_block_ends_before_an_exception_thrown_in() -> None:
    rendered = github.render(iter([line("one"), line("two")]), tokens())
    assert [next(rendered), next(rendered)] == ["::stop-commands::5f0e-1", "  training | one"]
    assert rendered.throw(Broken()) == "::5f0e-1::"
    with pytest.raises(Broken):
        next(rendered)


def test_a_closed_format_says_nothing_more() -> None:
    rendered = github.render(iter([line("one")]), tokens())
    next(rendered)
    rendered.close()
    assert list(rendered) == []


def test_tokens_are_random_and_long() -> None:
    stream: list[Event] = [line("one"), events.Note("m", "said"), line("two")]
    blocks = [one.data for one in heeded("\n".join(github.render(iter(stream)))) if one.name == "stop-commands"]
    assert [len(set(blocks)), *map(len, blocks)] == [2, 32, 32]


def test_in_plain_text_there_are_no_blocks() -> None:
    assert list(text.render(iter([line("::error::x")]))) == ["  training | ::error::x"]


# Both ways to write a command, hidden in what is taken out, and split across lines, events and jobs.
FORMS = [
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
SHIFTED = [form.format(name, name).swapcase() for name in COMMANDS for form in FORMS]
HOSTILE = [*(form.format(name, name) for name in COMMANDS for form in FORMS), *SHIFTED]
GUESSES = ["5f0e-1", "5F0E-1", "5f0e-2", "", "0", "pause-logging"]


def blocks(stream: list[Event]) -> Iterator[Heeded]:
    """What opens and closes the blocks of a stream that has nothing but log lines and notes."""
    numbers = count(1)
    for is_log, _ in groupby(stream, lambda event: isinstance(event, events.LogLine)):
        if is_log:
            token = TOKEN.format(next(numbers))
            yield from (Heeded("stop-commands", token), Heeded(token, ""))


@pytest.mark.parametrize("stream", ["algo-1-1", "i-1/data-log", "\n::error::x", "##[error]", "algo-1\n::error::"])
def test_no_hostile_line_is_heeded(stream: str) -> None:
    told: list[Event] = [line(said, "transform", stream) for said in HOSTILE]
    assert heeded("\n".join(printed(told))) == list(blocks(told))


def test_no_hostile_line_is_heeded_even_without_a_block() -> None:
    told = [line(said) for said in HOSTILE]
    assert heeded("\n".join(text.render(iter(told)))) == []


def test_no_command_comes_together_across_events() -> None:
    halves = [half for said in HOSTILE for cut in (1, 2, 3) for half in (said[:cut], said[cut:])]
    told: list[Event] = [line(half) for half in halves]
    assert heeded("\n".join(printed(told))) == list(blocks(told))


def test_a_guess_ends_a_block_only_if_nothing_were_in_front_of_it() -> None:
    # The factory here can be guessed, so that the label alone is what keeps the block closed.
    forms = ("::{}::", "  ::{}::x", "\n::{}::", "##[{}]", "\r##[{}]x", "#\x00#[{}]")
    told: list[Event] = [line(form.format(guess)) for guess in GUESSES for form in forms]
    assert heeded("\n".join(printed(told))) == list(blocks(told))


def test_a_line_of_a_megabyte_is_cut() -> None:
    told: list[Event] = [line("::error::x" * 104_858), line("##[error]" * 116_509)]
    shown = printed(told)
    assert heeded("\n".join(shown)) == list(blocks(told))
    assert [len(one) < 4000 for one in shown] == [True] * 4


logs = st.builds(events.LogLine, st.just("m"), texts, texts, texts | st.sampled_from(HOSTILE))
others = st.builds(events.Note, st.just("m"), texts) | st.builds(
    events.StatusChanged, texts, texts, texts, texts, st.just(1.0), texts
)


@settings(max_examples=500, deadline=None)
@given(st.lists(logs | others, max_size=8))
def test_whatever_others_write_only_our_commands_are_heeded(stream: list[Event]) -> None:
    assert list(ours(stream)) == []
    assert heeded("".join(f"{one}\n" for one in printed(stream))) == list(blocks(stream))
