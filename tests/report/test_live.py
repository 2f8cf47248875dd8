"""The live display: what stays, what is drawn, and how a terminal is left."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest
from rich.console import Console, Group
from tests.report.summary_streams import LIVES, TRAINING, N

from sagemaker_marketplace.report import events
from sagemaker_marketplace.report.events import Event
from sagemaker_marketplace.report.formats import live, text
from sagemaker_marketplace.report.formats._live_state import State

PASSING = (events.LogLine, events.MetricReported, events.Heartbeat)
SHOWN, HIDDEN = "\x1b[?25h", "\x1b[?25l"


class Time:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def console(time: Time) -> Console:
    return Console(
        width=100,
        height=30,
        force_terminal=True,
        color_system=None,
        file=io.StringIO(),
        get_time=time,
        _environ={"TERM": "xterm"},
    )


def drawn(state: State, width: int = 100) -> list[str]:
    """The display as a terminal shows it."""
    with io.StringIO() as file:
        Console(file=file, width=width, color_system=None, _environ={}).print(Group(state.render()))
        return file.getvalue().splitlines()


def upto(stream: list[Event], last: type[Event]) -> list[Event]:
    """A stream to the first event of a kind."""
    number = next(number for number, event in enumerate(stream) if isinstance(event, last))
    return stream[: number + 1]


def state_after(stream: list[Event], time: Time, command: str = "create") -> State:
    state = State(time, command)
    for event in stream:
        state.add(event)
    return state


def test_stages_jobs_metrics_and_lines() -> None:
    time = Time()
    state = state_after(upto(LIVES["success"], events.MetricReported), time)
    time.now += 3725
    assert drawn(state) == [
        f"{N}  1:02:05  check done, plan done, preflight done, create done, watch …  InProgr…",
        f"  training job {TRAINING}: Training (1 h 2 min)",
        "  loss 0.5",
        "  | epoch 1: loss=0.5",
    ]


def test_pending_stages() -> None:
    stream: list[Event] = [
        events.StageStarted("check", "m"),
        events.StageFinished("check", "m", True),
        events.StageStarted("plan", "m"),
    ]
    told = "m  0:00:00  check done, plan …"
    assert drawn(state_after(stream, Time())) == [f"{told}, preflight pending, create pending, watch pending"]
    assert drawn(state_after(stream, Time(), "plan")) == [f"{told}, preflight pending"]
    assert drawn(state_after(stream, Time(), "")) == [told]


@pytest.mark.parametrize("life", LIVES)
def test_nothing_is_drawn_of_what_is_over(life: str) -> None:
    assert drawn(state_after(LIVES[life], Time())) == [""]


def test_a_failure_ends_its_manifest_alone() -> None:
    stream: list[Event] = [
        events.StageStarted("watch", "m"),
        events.StageStarted("watch", "n"),
        events.StatusChanged("m", "training job", "j", "Training", 1.0),
        events.RunFailed("m", "no", 3),
    ]
    assert drawn(state_after(stream, Time(), "watch")) == ["n  0:00:00  watch …"]


def test_six_manifests_and_a_count() -> None:
    stream: list[Event] = [events.StageStarted("watch", str(number)) for number in range(9)]
    assert drawn(state_after(stream, Time(), "watch")) == [
        *(f"{number}  0:00:00  watch …" for number in range(6)),
        "and 3 more",
    ]


def test_text_of_others_is_disarmed_and_cut() -> None:
    lines = "\x1b[2J\x1b]0;x\x07[bold]no markup[/]\r\n" + "x" * 200
    stream: list[Event] = [events.StageStarted("watch", "m"), events.LogLine("m", "j", "s", lines)]
    replaced = "\N{REPLACEMENT CHARACTER}"
    assert drawn(state_after(stream, Time(), "watch"), 60) == [
        "m  0:00:00  watch …",
        f"  | {replaced}[2J{replaced}]0;x{replaced}[bold]no markup[/]",
        "  | " + "x" * 55 + "…",
    ]


def test_the_last_six_lines() -> None:
    stream: list[Event] = [
        events.StageStarted("watch", "m"),
        *(events.LogLine("m", "j", "s", f"line {number}") for number in range(1000)),
    ]
    assert drawn(state_after(stream, Time(), "watch"))[1:] == [f"  | line {number}" for number in range(994, 1000)]


@pytest.mark.parametrize("life", LIVES)
def test_what_stays_is_the_text_without_what_passes(life: str) -> None:
    staying = [event for event in LIVES[life] if not isinstance(event, PASSING)]
    assert list(live.render(LIVES[life], "create", lambda: console(Time()), 0)) == list(text.render(staying))


@pytest.mark.parametrize("life", LIVES)
def test_without_a_terminal_it_is_text(life: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert list(live.render(LIVES[life])) == list(text.render(LIVES[life]))
    assert capsys.readouterr() == ("", "")


CODES = re.compile(r"\x1b\[([0-9?;]*)([A-Za-z])|(.)", re.DOTALL)


def replay(text: str) -> list[str]:
    """What a terminal shows after it took in a text, down to the last line with a sign."""
    lines, at, column = [""], 0, 0
    for found in CODES.finditer(text):
        number, code, sign = found.groups()
        if code == "A":
            at -= int(number)
        elif code == "K":
            lines[at] = ""
        elif sign == "\n":
            at, column = at + 1, 0
            lines += [""] * (at + 1 - len(lines))
        elif sign == "\r":
            column = 0
        elif sign:
            lines[at] = lines[at][:column].ljust(column) + sign + lines[at][column + 1 :]
            column += 1
        else:
            assert found[0] in (SHOWN, HIDDEN)
    while lines and not lines[-1]:
        lines.pop()
    return lines


def written(screen: Console) -> str:
    assert isinstance(screen.file, io.StringIO)
    return screen.file.getvalue()


def test_a_terminal_shows_what_stays_and_below_it_what_goes_on() -> None:
    stream: list[Event] = [
        events.StageStarted("watch", "m"),
        events.LogLine("m", "j", "s", "one"),
        events.LogLine("m", "j", "s", "two"),
        events.Note("m", "stays"),
        events.StageFinished("watch", "m", True),
    ]
    screen = console(Time())
    seen = []

    def watched() -> Iterator[Event]:
        for event in stream:
            yield event
            seen.append(replay(written(screen)))

    for line in live.render(watched(), "watch", lambda: screen, 0):
        screen.file.write(f"{line}\n")
    now = "m  0:00:00  watch …"
    assert seen == [
        ["watch m", now],
        ["watch m", now, "  | one"],
        ["watch m", now, "  | one", "  | two"],
        ["watch m", "  stays", now, "  | one", "  | two"],
        ["watch m", "  stays"],
    ]


@pytest.mark.parametrize("life", LIVES)
def test_a_terminal_ends_with_what_stays_alone(life: str) -> None:
    screen = console(Time())
    stayed = []
    for line in live.render(LIVES[life], "create", lambda: screen, 0):
        stayed.append(line)
        screen.file.write(f"{line}\n")
    assert replay(written(screen)) == stayed


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError])
def test_what_breaks_in_leaves_the_terminal_clean(error: type[BaseException]) -> None:
    def stream() -> Iterator[Event]:
        yield events.StageStarted("watch", "m")
        yield events.LogLine("m", "j", "s", "one")
        raise error

    screen = console(Time())
    lines = live.render(stream(), "watch", lambda: screen, 0)
    assert next(lines) == "watch m"
    with pytest.raises(error):
        next(lines)
    assert replay(written(screen)) == []
    assert written(screen).rindex(SHOWN) > written(screen).rindex(HIDDEN)


def test_without_rich_it_is_text() -> None:
    code = "import sys; sys.modules['rich'] = None; from sagemaker_marketplace.report.formats import live; "
    code += "sys.stdout.isatty = lambda: True; print(list(live.render([])))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("[]\n", "")
