"""The live display: permanent lines, the redrawn area, and the terminal's state at the end."""

from __future__ import annotations

import errno
import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest
from rich.console import Console, Group
from tests.report.summary_streams import RUNS, TRAINING, N

from sagemaker_marketplace.report import events, report
from sagemaker_marketplace.report.events import Event
from sagemaker_marketplace.report.formats import live, text
from sagemaker_marketplace.report.formats._live_state import ASCII, State

TRANSIENT = (events.LogLine, events.MetricReported, events.Heartbeat)
SHOW_CURSOR, HIDE_CURSOR = "\x1b[?25h", "\x1b[?25l"


class Time:
    """A clock that a test sets."""

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
    """Return the lines of the display on a terminal of this width."""
    with io.StringIO() as file:
        Console(file=file, width=width, color_system=None, _environ={}).print(Group(state.render()))
        return file.getvalue().splitlines()


def up_to(stream: list[Event], last: type[Event]) -> list[Event]:
    """Return a stream up to and including the first event of a type."""
    number = next(number for number, event in enumerate(stream) if isinstance(event, last))
    return stream[: number + 1]


def state_after(stream: list[Event], time: Time, command: str = "create") -> State:
    state = State(time, command)
    for event in stream:
        state.add(event)
    return state


def test_stages_jobs_metrics_and_log_lines() -> None:
    time = Time()
    state = state_after(up_to(RUNS["success"], events.MetricReported), time)
    time.now += 3725
    assert drawn(state) == [
        f"⠋ Validating  {N}  1:02:05  InProgress",
        "  ✓ Checking  ✓ Planning  ✓ Checking the account  ✓ Creating  ⠋ Validating",
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
    headline, shown = "⠋ Planning  m  0:00:00", "  ✓ Checking  ⠋ Planning"
    assert drawn(state_after(stream, Time())) == [
        headline,
        f"{shown}  · Checking the account  · Creating  · Validating",
    ]
    assert drawn(state_after(stream, Time(), "plan")) == [headline, f"{shown}  · Checking the account"]
    assert drawn(state_after(stream, Time(), "")) == [headline, shown]


def test_a_skipped_stage_is_not_pending() -> None:
    stream: list[Event] = [events.StageStarted("plan", "m"), events.StageFinished("plan", "m", True)]
    stream.append(events.StageStarted("create", "m"))
    assert drawn(state_after(stream, Time()))[1] == "  ✓ Planning  ⠋ Creating  · Validating"


def test_the_sign_of_a_running_stage_changes_with_time() -> None:
    time = Time()
    state = state_after([events.StageStarted("watch", "m")], time, "watch")
    signs = []
    for _ in range(11):
        signs.append(drawn(state)[0][0])
        time.now += 0.1 + 1e-9
    assert "".join(signs) == "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏⠋"


@pytest.mark.parametrize("run_name", RUNS)
def test_nothing_is_drawn_for_a_finished_run(run_name: str) -> None:
    assert drawn(state_after(RUNS[run_name], Time())) == [""]


def test_finished_manifests_are_drawn_while_others_are_running() -> None:
    stream: list[Event] = [
        events.StageStarted("watch", "m"),
        events.StageStarted("watch", "n"),
        events.StatusChanged("m", "training job", "j", "Training", 1.0),
        events.RunFailed("m", "no", 3),
        events.StageStarted("watch", "o"),
        events.OutputChanged("o", "status", "Completed"),
    ]
    assert drawn(state_after(stream, Time(), "watch")) == ["⠋ Validating  n  0:00:00", "✓ o  Completed", "✗ m"]


def test_at_most_six_manifests_are_drawn_with_a_count_of_the_others() -> None:
    stream: list[Event] = [events.StageStarted("watch", str(number)) for number in range(9)]
    assert drawn(state_after(stream, Time(), "watch")) == [
        *(f"⠋ Validating  {number}  0:00:00" for number in range(6)),
        "and 3 more",
    ]


def test_log_lines_are_escaped_and_cut_to_the_width() -> None:
    lines = "\x1b[2J\x1b]0;x\x07[bold]no markup[/]\r\n" + "x" * 200
    stream: list[Event] = [events.StageStarted("watch", "m"), events.LogLine("m", "j", "s", lines)]
    replaced = "\N{REPLACEMENT CHARACTER}"
    assert drawn(state_after(stream, Time(), "watch"), 60) == [
        "⠋ Validating  m  0:00:00",
        "  ⠋ Validating",
        f"  | {replaced}[2J{replaced}]0;x{replaced}[bold]no markup[/]",
        "  | " + "x" * 55 + "…",
    ]


def test_the_last_six_log_lines_are_drawn() -> None:
    stream: list[Event] = [
        events.StageStarted("watch", "m"),
        *(events.LogLine("m", "j", "s", f"line {number}") for number in range(1000)),
    ]
    assert drawn(state_after(stream, Time(), "watch"))[2:] == [f"  | line {number}" for number in range(994, 1000)]


@pytest.mark.parametrize("run_name", RUNS)
def test_permanent_lines_are_the_text_format_without_transient_events(run_name: str) -> None:
    permanent = [event for event in RUNS[run_name] if not isinstance(event, TRANSIENT)]
    assert list(live.render(RUNS[run_name], "create", lambda: console(Time()), 0)) == list(text.render(permanent))


@pytest.mark.parametrize("run_name", RUNS)
def test_without_a_terminal_the_output_is_the_text_format(run_name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert list(live.render(RUNS[run_name])) == list(text.render(RUNS[run_name]))
    assert capsys.readouterr() == ("", "")


TERMINAL_CODES = re.compile(r"\x1b\[([0-9?;]*)([A-Za-z])|(.)", re.DOTALL)


def replay(text: str) -> list[str]:
    """Return the lines on a terminal after this output, without empty lines at the end."""
    lines, row, column = [""], 0, 0
    for match in TERMINAL_CODES.finditer(text):
        number, code, character = match.groups()
        if code == "A":
            row -= int(number)
        elif code == "K":
            lines[row] = ""
        elif character == "\n":
            row, column = row + 1, 0
            lines += [""] * (row + 1 - len(lines))
        elif character == "\r":
            column = 0
        elif character:
            lines[row] = lines[row][:column].ljust(column) + character + lines[row][column + 1 :]
            column += 1
        else:
            assert match[0] in (SHOW_CURSOR, HIDE_CURSOR)
    while lines and not lines[-1]:
        lines.pop()
    return lines


def written(screen: Console) -> str:
    assert isinstance(screen.file, io.StringIO)
    return screen.file.getvalue()


def test_a_terminal_shows_permanent_lines_above_the_live_display() -> None:
    stream: list[Event] = [
        events.StageStarted("watch", "m"),
        events.LogLine("m", "j", "s", "one"),
        events.LogLine("m", "j", "s", "two"),
        events.Note("m", "stays"),
        events.StageFinished("watch", "m", True),
    ]
    screen = console(Time())
    screens = []

    def recorded() -> Iterator[Event]:
        for event in stream:
            yield event
            screens.append(replay(written(screen)))

    for line in live.render(recorded(), "watch", lambda: screen, 0):
        screen.file.write(f"{line}\n")
    now = ["⠋ Validating  m  0:00:00", "  ⠋ Validating"]
    assert screens == [
        ["watch m", *now],
        ["watch m", *now, "  | one"],
        ["watch m", *now, "  | one", "  | two"],
        ["watch m", "  stays", *now, "  | one", "  | two"],
        ["watch m", "  stays"],
    ]


@pytest.mark.parametrize("run_name", RUNS)
def test_only_permanent_lines_remain_at_the_end(run_name: str) -> None:
    screen = console(Time())
    permanent = []
    for line in live.render(RUNS[run_name], "create", lambda: screen, 0):
        permanent.append(line)
        screen.file.write(f"{line}\n")
    assert replay(written(screen)) == permanent


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError])
def test_an_exception_restores_the_terminal(error: type[BaseException]) -> None:
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
    assert written(screen).rindex(SHOW_CURSOR) > written(screen).rindex(HIDE_CURSOR)


def test_without_rich_the_output_is_the_text_format() -> None:
    code = "import sys; sys.modules['rich'] = None; from sagemaker_marketplace.report.formats import live; "
    code += "sys.stdout.isatty = lambda: True; print(list(live.render([])))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("[]\n", "")


@pytest.mark.parametrize("number", [errno.EIO, errno.EPIPE])
def test_a_closed_terminal_does_not_end_the_run(number: int) -> None:
    class Closed(io.StringIO):
        def write(self, _: str) -> int:
            raise OSError(number, os.strerror(number))

    stream: list[events.Event] = [events.StageStarted("watch", "m"), events.OutputChanged("m", "arn", "arn:x")]
    screen = Console(file=Closed(), force_terminal=True)
    assert list(live.render(iter(stream), "watch", lambda: screen, 0)) == list(text.render(iter(stream)))


@pytest.mark.parametrize(
    ("encoding", "run_name", "headline"),
    [
        ("utf-8", "success", "✓ Created and validated: trees-2-1 (algorithm, us-east-2)"),
        ("utf-8", "failed-scan", "✗ Validation failed: trees-2-1 (algorithm, us-east-2)"),
        ("utf-8", "not-watched", "• Created; not validated yet: trees-2-1 (algorithm, us-east-2)"),
        ("latin-1", "success", "+ Created and validated: trees-2-1 (algorithm, us-east-2)"),
        ("ascii", "failed-scan", "x Validation failed: trees-2-1 (algorithm, us-east-2)"),
    ],
)
def test_the_verdict_has_a_sign_that_the_terminal_can_show(encoding: str, run_name: str, headline: str) -> None:
    run = report.build(RUNS[run_name], "create", "error")
    file = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    lines = list(live.closing_lines(run, console=lambda: Console(file=file)))
    assert lines[:2] == ["", headline]
    assert list(live.closing_lines(run, console=lambda: None)) == list(text.closing_lines(run))


def test_the_signs_of_a_terminal_without_unicode() -> None:
    state = State(Time(), "create", ASCII)
    for event in (events.StageStarted("plan", "m"), events.StageFinished("plan", "m", True)):
        state.add(event)
    state.add(events.StageStarted("create", "m"))
    assert drawn(state) == ["| Creating  m  0:00:00", "  + Planning  | Creating  . Validating"]
