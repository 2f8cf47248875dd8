"""A run of many manifests for people: one line per change, tables, and each cause once; and its annotations."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.report import many_streams

from sagemaker_marketplace import runner
from sagemaker_marketplace.manifest.findings import Finding, Location
from sagemaker_marketplace.report import events, progress
from sagemaker_marketplace.report.events import Event
from sagemaker_marketplace.report.formats import github, text
from sagemaker_marketplace.report.many import ManyLines
from sagemaker_marketplace.report.report import Report, build
from sagemaker_marketplace.settings.log_lines import share
from sagemaker_marketplace.settings.settings import Settings

EXPECTED = Path(__file__).parent / "many"
NAMES = tuple(f"p{number:03}.yaml" for number in range(500))
SIX = many_streams.run_of(6)


@pytest.mark.parametrize("name", ["text", "github"])
def test_the_complete_output_of_a_run_of_six(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sagemaker_marketplace.report.stop_commands.token_hex", lambda _size: "token")
    lines = runner.render(name, build(SIX, "create", "error"))
    assert "".join(f"{line}\n" for line in lines) == (EXPECTED / f"six.{name}").read_text()


def test_up_to_three_manifests_have_every_line_of_each() -> None:
    three = list(text.render(many_streams.run_of(3)))
    assert three == list(text.render(event for event in many_streams.run_of(3)[1:]))
    assert "plan p000.yaml" in three
    assert not any("3 manifests:" in line for line in three)


def lines(stream: list[Event], names: tuple[str, ...] = NAMES) -> list[str]:
    return list(text.render([events.ManifestsFound(names), *stream]))


def test_a_note_about_many_manifests_is_shown_three_times_and_counted() -> None:
    notes: list[Event] = [events.Note(name, f"{number} lines omitted") for number, name in enumerate(NAMES)]
    assert lines(notes) == [
        "  p000.yaml  0 lines omitted",
        "  p001.yaml  1 lines omitted",
        "  p002.yaml  2 lines omitted",
        "  and 497 more manifests: 499 lines omitted",
    ]


def test_log_lines_of_several_jobs_are_attributed_in_one_block() -> None:
    logged: list[Event] = [events.LogLine(name, "transform", "algo-1", f"::error::{name}") for name in NAMES[:2]]
    stream = [events.ManifestsFound(NAMES), events.StageStarted("watch", NAMES[0]), *logged]
    assert list(github.render(stream, lambda: "token")) == [
        "watch of 500 resources",
        "::stop-commands::token",
        "  p000.yaml  transform | ::error::p000.yaml",
        "  p001.yaml  transform | ::error::p001.yaml",
        "::token::",
    ]


def test_heartbeats_of_many_are_one_table_per_interval() -> None:
    watched: list[Event] = [events.StageStarted("watch", name) for name in NAMES[:40]]
    ended: list[Event] = [events.OutputChanged(name, "status", "Completed") for name in NAMES[:5]]
    failed: list[Event] = [events.RunFailed(name, "it failed", 4, "fix it") for name in NAMES[5:17]]
    waiting: list[Event] = [events.Note(name, "waiting for its turn") for name in NAMES[40:43]]
    times = (100.0, 240.0, 300.0, 480.0)
    beats: list[Event] = [events.Heartbeat(name, "InProgress", time) for time in times for name in NAMES[17:40]]
    shown = lines([*watched, *ended, *failed, *waiting, *beats])
    tables = [number for number, line in enumerate(shown) if "500 manifests:" in line]
    assert [shown[number] for number in tables] == [
        "  [0:04:00] 500 manifests: 12 failed, 23 running, 460 waiting, 5 completed",
        "  [0:08:00] 500 manifests: 12 failed, 23 running, 460 waiting, 5 completed",
    ]
    assert shown[tables[1] :] == [
        shown[tables[1]],
        *(f"    failed     {name}  it failed" for name in NAMES[5:15]),
        "    and 2 more failed",
        *(f"    running    {name}" for name in NAMES[17:27]),
        "    and 13 more running",
        *(f"    waiting    {name}  waiting for its turn" for name in NAMES[40:43]),
        *(f"    waiting    {name}" for name in NAMES[43:45]),
        "    and 455 more waiting",
    ]


def test_a_reason_is_shown_once_per_manifest() -> None:
    shown = lines(
        [
            events.StatusChanged("p001.yaml", "validation", "v", "Failed", 60.0, "no ping"),
            events.JobFinished("p001.yaml", "transform", "j", "Failed", 0.0, 60.0, None, "no ping"),
            events.JobFinished("p002.yaml", "transform", "k", "Failed", 0.0, 60.0, None, "no ping"),
        ]
    )
    assert shown == [
        "  [0:01:00] p001.yaml  validation: Failed: no ping",
        "  p001.yaml  transform job j failed (billed: 1 min)",
        "  p002.yaml  transform job k failed (billed: 1 min): no ping",
    ]


def test_a_display_of_all_needs_no_tables() -> None:
    many = ManyLines(has_tables=False)
    stream: list[Event] = [events.ManifestsFound(NAMES), events.Heartbeat(NAMES[0], "InProgress", 1000.0)]
    for event in stream:
        many.add(event)
    assert [line for event in stream for line in many.lines(event)] == []


def test_each_state_of_a_manifest() -> None:
    steps: list[tuple[Event, str]] = [
        (events.StageStarted("check", "p000.yaml"), "running    p000.yaml  being checked"),
        (events.StageFinished("check", "p000.yaml", True), "waiting    p000.yaml"),
        (events.Note("p000.yaml", "waiting for its turn"), "waiting    p000.yaml  waiting for its turn"),
        (events.StageStarted("create", "p000.yaml"), "running    p000.yaml  being created"),
        (events.OutputChanged("p000.yaml", "status", "InProgress"), "running    p000.yaml  InProgress"),
        (
            events.StatusChanged("p000.yaml", "transform job", "j", "InProgress", 60.0),
            "running    p000.yaml  transform job: InProgress",
        ),
        (events.Heartbeat("p000.yaml", "", 180.0), "running    p000.yaml  transform job: InProgress (2 min)"),
        (events.OutputChanged("p000.yaml", "status", "Failed"), "failed     p000.yaml  Failed"),
        (
            events.RunFailed("p000.yaml", "m", 4, causes=(many_streams.CAUSE,)),
            f"failed     p000.yaml  {many_streams.CAUSE.cause}",
        ),
        (events.StageFinished("watch", "p000.yaml", False), f"failed     p000.yaml  {many_streams.CAUSE.cause}"),
    ]
    state = progress.Progress()
    state.add(events.ManifestsFound(NAMES))
    for event, row in steps:
        state.add(event)
        assert state.row(state.rows["p000.yaml"]) == row


@pytest.mark.parametrize(
    ("command", "log_lines", "manifests", "expected"),
    [
        ("create", 400, 1, 400),
        ("create", 400, 5, 400),
        ("watch", 400, 6, 333),
        ("create", 400, 500, 4),
        ("create", 400, 5000, 2),
        ("create", 100, 500, 100),
        ("create", 0, 500, 0),
        ("rehearse", 400, 500, 400),
    ],
)
def test_the_jobs_of_many_manifests_share_the_default_log_lines(
    command: str, log_lines: float, manifests: int, expected: float
) -> None:
    settings = Settings(command=command, log_lines=log_lines)
    assert share(settings, manifests).log_lines == expected


def failure(name: str, exit_code: int = 4, cause: str = "") -> events.RunFailed:
    causes = (events.FailureCause(cause, location=Location(name, 2, 1)),) if cause else ()
    return events.RunFailed(name, "it failed", exit_code, "", causes)


def annotated(stream: list[Event]) -> list[str]:
    run = build([events.ManifestsFound(NAMES), *stream], "create", "error")
    return [line for line in github.closing_lines(run) if line.startswith("::")]


def test_failures_of_many_are_annotated_at_the_end_the_worst_first() -> None:
    stream: list[Event] = [failure(NAMES[3]), failure(NAMES[2], 5), failure(NAMES[1]), failure(NAMES[0], 3, "refused")]
    assert annotated(stream) == [
        "::error file=p000.yaml,line=2,col=1,title=sagemaker-marketplace::p000.yaml: it failed%0ACause: refused",
        "::error title=sagemaker-marketplace::p001.yaml: it failed",
        "::error title=sagemaker-marketplace::p003.yaml: it failed",
        "::error title=sagemaker-marketplace::p002.yaml: it failed",
    ]


def test_failures_with_the_same_cause_have_one_annotation_if_there_is_no_room_for_each() -> None:
    error = Finding(("spec",), Location("p000.yaml", 1, 1), "error", "rule", "wrong")
    errors: list[Event] = [events.FindingReported("p000.yaml", error)] * 8
    stream: list[Event] = [
        *errors,
        *(failure(name, cause="no ping") for name in NAMES[100:114]),
        failure(NAMES[200], cause="other"),
        *(failure(name, cause=name) for name in NAMES[300:305]),
    ]
    others = ", ".join(NAMES[101:111])
    assert annotated(stream) == [
        "::error file=p100.yaml,line=2,col=1,title=sagemaker-marketplace::p100.yaml: it failed%0ACause: no ping"
        f"%0AThe same in {others} and 3 more",
        "::error file=p200.yaml,line=2,col=1,title=sagemaker-marketplace::p200.yaml: it failed%0ACause: other",
        "::notice title=sagemaker-marketplace::and 5 more in the log of this step",
    ]


def interrupted(count: int) -> Report:
    """A report of a run in which all but two create calls have been sent, and two validations have ended."""
    run = Report("create", "error", "", ("models",))
    names = NAMES[:count]
    created: list[Event] = [events.OutputChanged(name, "arn", many_streams.arn(name)) for name in names[2:]]
    ended: list[Event] = [events.OutputChanged(name, "status", "Completed") for name in names[2:4]]
    started: list[Event] = [events.StageStarted("create", name) for name in names]
    for event in [events.ManifestsFound(names), *started, *created, *ended]:
        run.add(event)
    return run


def test_what_continues_after_an_interrupt_is_short() -> None:
    assert runner._what_continues(interrupted(500)) == [
        "496 validations continue in AWS and 2 resources might have been created; run the same command again to resume",
        "2 resources are Completed",
    ]
    assert runner._what_continues(Report("create", "error")) == []
