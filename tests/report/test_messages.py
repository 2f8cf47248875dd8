"""Events as lines of text."""

from __future__ import annotations

import pytest

from sagemaker_marketplace.manifest.findings import Finding, Location
from sagemaker_marketplace.report import events, messages
from sagemaker_marketplace.report.events import Event
from sagemaker_marketplace.report.formats import github, text


@pytest.mark.parametrize(
    ("event", "lines"),
    [
        (events.StageStarted("plan", "m"), []),
        (events.StageFinished("plan", "m", True), []),
        (events.ManifestRead("m", {"m": {1: "a"}}), []),
        (events.ShardSelected(2, 10, 100, 1000), ["shard 2/10: 100 of 1,000 manifests"]),
        (events.ShardSelected(2, 2, 0, 1), ["shard 2/2: none of 1 manifest"]),
        (events.FindingsComplete(), []),
        (
            events.StatusChanged("m", "validation", "p", "Failed", 59.9, "why"),
            ["  [0:00:59] validation p: Failed: why"],
        ),
        (events.StatusChanged("m", "algorithm", "", "Pending", 0), ["  [0:00:00] algorithm: Pending"]),
        (events.Heartbeat("m", "InProgress", 36000), ["  [10:00:00] m: still InProgress"]),
        (
            events.Heartbeat("m", "Starting", 60, "listening: ::1:80"),
            ["  [0:01:00] m: still Starting (listening: ::1:80)"],
        ),
        (events.Note("m", "a note"), ["  a note"]),
        (events.OutputChanged("m", "arn", "arn:x"), ["  arn: arn:x"]),
        (events.OutputChanged("m", "action-taken", "created"), []),
        (events.OutputChanged("m", "console-url", "https://x"), []),
        (events.OutputChanged("m", "status", "Completed"), []),
        (events.RunFailed("m", "why", 3, "do\nthis"), ["m: why", "  do", "  this"]),
        (events.RunFailed("", "why", 3), ["sagemaker-marketplace: why"]),
    ],
)
def test_lines_of_an_event(event: Event, lines: list[str]) -> None:
    assert messages.lines(event, {}) == lines


def test_line_of_a_stage() -> None:
    assert messages.stage(events.StageStarted("watch", "a.yaml")) == "watch a.yaml"


def finding_at(line: int, column: int, hint: str = "") -> Finding:
    return Finding(("spec",), Location("m.yaml", line, column), "error", "rule", "message", hint)


HEAD = "m.yaml:{}:{}: error: message [rule]"
LONG = "".join(str(index % 10) for index in range(1, 401))


@pytest.mark.parametrize(
    ("finding", "source", "lines"),
    [
        (finding_at(1, 1), ["a: b"], [HEAD.format(1, 1), "  1 | a: b", "    | ^"]),
        (finding_at(1, 4, "hint"), ["a: b"], [HEAD.format(1, 4), "  1 | a: b", "    |    ^", "    hint"]),
        (finding_at(1, 5), ["a: b"], [HEAD.format(1, 5), "  1 | a: b", "    |     ^"]),
        (finding_at(1, 3), ["\ta\tb"], [HEAD.format(1, 3), "  1 |  a b", "    |   ^"]),
        (finding_at(12, 1), ["x"] * 12, [HEAD.format(12, 1), "  12 | x", "     | ^"]),
        (finding_at(3, 1, "hint"), ["x"], [HEAD.format(3, 1), "    hint"]),
        (finding_at(1, 1), [], [HEAD.format(1, 1)]),
        (finding_at(1, 10), [LONG], [HEAD.format(1, 10), f"  1 | {LONG[:160]}…", f"    | {' ' * 9}^"]),
        (finding_at(1, 200), [LONG], [HEAD.format(1, 200), f"  1 | …{LONG[120:280]}…", f"    | {' ' * 80}^"]),
        (finding_at(1, 400), [LONG], [HEAD.format(1, 400), f"  1 | …{LONG[320:]}", f"    | {' ' * 80}^"]),
    ],
)
def test_finding_lines(finding: Finding, source: list[str], lines: list[str]) -> None:
    assert messages.finding_lines(finding, dict(enumerate(source, 1))) == lines


@pytest.mark.parametrize(
    ("severities", "manifests", "counts"),
    [
        ([], 1, "1 manifest checked: 0 errors, 0 warnings"),
        (["error"], 2, "2 manifests checked: 1 error, 0 warnings"),
        (["error", "error", "warning"], 0, "0 manifests checked: 2 errors, 1 warning"),
        (["info", "info"], 1, "1 manifest checked: 0 errors, 0 warnings, 2 info"),
    ],
)
def test_counts_of_findings(severities: list[str], manifests: int, counts: str) -> None:
    findings = [Finding((), Location("m", 1, 1), severity, "r", "m") for severity in severities]
    assert messages.counts(findings, manifests) == counts


FIRST = events.FailureCause(
    "no disk space left",
    "use a larger volume",
    "training job j: No space left on device",
    ("spec", "Tags", 0),
    Location("m.yaml", 7, 3),
    (Finding((), Location("m.yaml", 9, 3), "warning", "some-rule", "the volume is small", "use a larger one"),),
)
SECOND = events.FailureCause("the process was killed", evidence="training job j: Killed")


def failure(exit_code: int, *causes: events.FailureCause) -> events.RunFailed:
    return events.RunFailed(
        "m.yaml", "it failed", exit_code, "", causes, ("last log lines of j, without repetitions:", "  x"), "https://l/"
    )


LABELED = [
    "m.yaml: it failed",
    "  Cause: no disk space left",
    "  Fix: use a larger volume",
    "  Where: m.yaml:7: spec.Tags[0]",
    "  Evidence: training job j: No space left on device",
    "  Finding: m.yaml:9: warning: the volume is small [some-rule]",
]
LOGGED = ["  last log lines of j, without repetitions:", "    x", "  Logs: https://l/"]
OTHER = ["  Cause: the process was killed", "  Evidence: training job j: Killed"]


@pytest.mark.parametrize(
    ("event", "lines"),
    [
        (failure(4, FIRST), [*LABELED, *LOGGED]),
        (failure(4, FIRST, SECOND), [*LABELED, "  Also possible:", *OTHER, *LOGGED]),
        (failure(3, FIRST, SECOND), [*LABELED, "  Also refused:", *OTHER, *LOGGED]),
        (failure(4), ["m.yaml: it failed", *LOGGED]),
    ],
)
def test_failures_are_labeled(event: events.RunFailed, lines: list[str]) -> None:
    assert messages.lines(event, {}) == lines
    assert list(text.render([event])) == lines


def test_one_annotation_per_failure() -> None:
    findings = [Finding((), Location("m.yaml", line, 3), "error", "validation-failed", "m") for line in (7, 8)]
    stream: list[Event] = [
        *(events.FindingReported("m.yaml", finding) for finding in findings),
        events.FindingsComplete(stage="watch"),
        failure(4, FIRST, SECOND),
    ]
    assert list(github.render(iter(stream))) == [
        "::error file=m.yaml,line=7,col=3,title=sagemaker-marketplace::m.yaml: it failed%0A"
        "Cause: no disk space left%0AFix: use a larger volume",
        *LABELED[3:],
        "  Also possible:",
        *OTHER,
        *LOGGED,
    ]


def test_the_annotation_of_a_failure_without_a_manifest() -> None:
    assert list(github.render(iter([failure(4, SECOND)]))) == [
        "::error title=sagemaker-marketplace::m.yaml: it failed%0ACause: the process was killed",
        *OTHER[1:],
        *LOGGED,
    ]


@pytest.mark.parametrize(
    ("seconds", "clock"),
    [(0, "0:00:00"), (0.99, "0:00:00"), (61, "0:01:01"), (3599.9, "0:59:59"), (86400 * 5, "120:00:00")],
)
def test_clock_format(seconds: float, clock: str) -> None:
    assert messages.clock(seconds) == clock
