"""Each format for each recorded stream: the complete output, and the limit on annotations."""

from __future__ import annotations

from pathlib import Path

import pytest

from sagemaker_marketplace import plugins, runner
from sagemaker_marketplace.manifest.findings import Finding, Location
from sagemaker_marketplace.report import events, report
from sagemaker_marketplace.report.events import Event
from sagemaker_marketplace.report.formats import github
from sagemaker_marketplace.report.rule_pages import url

EXPECTED = Path(__file__).parent / "expected"
STREAMS = ("findings", "success", "failed-scan", "timed-out")


@pytest.mark.parametrize("stream", STREAMS)
@pytest.mark.parametrize("name", plugins.formats())
def test_the_complete_output_of_each_format(name: str, stream: str, streams: dict[str, list[Event]]) -> None:
    lines = runner.render(name, report.build(streams[stream], "create", "error"))
    assert "".join(f"{line}\n" for line in lines) == (EXPECTED / f"{stream}.{name}").read_text()


def test_every_stream_has_an_expected_output_in_every_format(streams: dict[str, list[Event]]) -> None:
    expected = {f"{stream}.{name}" for stream in streams for name in plugins.formats()}
    assert {path.name for path in EXPECTED.iterdir()} == expected


@pytest.mark.parametrize("name", ["text", "github"])
def test_live_formats_print_each_event_immediately(name: str) -> None:
    consumed: list[str] = []

    def stream() -> object:
        for text in ("one", "two"):
            consumed.append(text)
            yield events.Note("m.yaml", text)

    lines = plugins.output_format(name).render(stream())
    assert (next(lines), consumed) == ("  one", ["one"])
    assert (next(lines), consumed) == ("  two", ["one", "two"])


def finding(severity: str, line: int) -> Finding:
    return Finding(("spec",), Location("m.yaml", line, 2), severity, "rule", f"{severity} {line}")


def annotation(kind: str, severity: str, line: int) -> str:
    return f"::{kind} file=m.yaml,line={line},col=2,title=rule::{severity} {line}%0A{url('rule')}"


def test_ten_annotations_per_severity_then_a_count_of_the_others() -> None:
    findings = [finding(severity, line) for line in range(1, 14) for severity in ("info", "warning", "error")]
    assert list(github.annotated(findings, github.annotation_room())) == [
        *(annotation("error", "error", line) for line in range(1, 11)),
        *(annotation("warning", "warning", line) for line in range(1, 11)),
        # The last notice is reserved for the count, which the closing lines have.
        *(annotation("notice", "info", line) for line in range(1, 10)),
    ]
    run = report.build([events.FindingReported("m.yaml", each) for each in findings], "check", "error")
    assert list(github.closing_lines(run)) == [
        "::notice title=sagemaker-marketplace::and 10 more in the log of this step"
    ]


def test_ten_annotations_of_one_severity_need_no_count() -> None:
    findings = [finding("error", line) for line in range(1, 11)]
    assert list(github.annotated(findings, github.annotation_room())) == [
        annotation("error", "error", line) for line in range(1, 11)
    ]


def test_annotations_are_escaped() -> None:
    unusual = Finding((), Location("a:b,c%.yaml", 1, 1), "error", "r", "1%: a\nb", "c\r\nd")
    assert list(github.annotated([unusual], github.annotation_room())) == [
        "::error file=a%3Ab%2Cc%25.yaml,line=1,col=1,title=r::1%25: a b%0Ac%0Ad%0A" + url("r"),
    ]


@pytest.mark.parametrize("name", ["a\x1b]0;t\x07.yaml", "a\ufeff\u202eb.yaml", "a\n::error::b.yaml", "##[debug]a.yaml"])
def test_the_file_of_an_annotation_has_no_hidden_characters(name: str) -> None:
    (line,) = github.annotated([Finding((), Location(name, 1, 1), "error", "r", "m")], github.annotation_room())
    assert line.startswith("::error file=")
    assert line.isprintable()
    assert line.isascii() or "\N{REPLACEMENT CHARACTER}" in line
    assert "##[" not in line


def test_messages_are_shorter_than_the_runner_s_limit() -> None:
    (line,) = github.annotated(
        [Finding((), Location("m", 1, 1), "error", "r", "x" * 5000, "hint" * 2000)], github.annotation_room()
    )
    assert len(line.partition("title=r::")[2]) <= 4096
