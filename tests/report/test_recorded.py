"""Each format on each recorded stream: the whole text, and what an annotation budget leaves out."""

from __future__ import annotations

from pathlib import Path

import pytest

from sagemaker_marketplace import plugins
from sagemaker_marketplace.manifest.findings import Finding, Location
from sagemaker_marketplace.report import events
from sagemaker_marketplace.report.events import Event
from sagemaker_marketplace.report.formats import github

EXPECTED = Path(__file__).parent / "expected"
STREAMS = ("findings", "success", "failed-scan", "time-up")


def test_formats() -> None:
    assert plugins.formats() == ["github", "json", "jsonl", "junit", "live", "rdjson", "sarif", "summary", "text"]


@pytest.mark.parametrize("stream", STREAMS)
@pytest.mark.parametrize("name", ["text", "github", "live"])
def test_live(name: str, stream: str, streams: dict[str, list[Event]]) -> None:
    lines = plugins.output_format(name).render(streams[stream])
    assert "".join(f"{line}\n" for line in lines) == (EXPECTED / f"{stream}.{name}").read_text()


@pytest.mark.parametrize("stream", STREAMS)
@pytest.mark.parametrize("name", ["json", "summary"])
def test_at_the_end(name: str, stream: str, streams: dict[str, list[Event]]) -> None:
    lines = plugins.output_format(name).render(streams[stream], "create", "error")
    assert "".join(f"{line}\n" for line in lines) == (EXPECTED / f"{stream}.{name}").read_text()


def test_every_stream_is_recorded_in_every_format(streams: dict[str, list[Event]]) -> None:
    expected = {f"{stream}.{name}" for stream in streams for name in plugins.formats()}
    assert {path.name for path in EXPECTED.iterdir()} == expected


@pytest.mark.parametrize("name", ["text", "github"])
def test_live_formats_tell_an_event_when_it_comes(name: str) -> None:
    taken: list[str] = []

    def stream() -> object:
        for text in ("one", "two"):
            taken.append(text)
            yield events.Note("m.yaml", text)

    lines = plugins.output_format(name).render(stream())
    assert (next(lines), taken) == ("  one", ["one"])
    assert (next(lines), taken) == ("  two", ["one", "two"])


def finding(severity: str, line: int) -> Finding:
    return Finding(("spec",), Location("m.yaml", line, 2), severity, "rule", f"{severity} {line}")


def annotation(kind: str, severity: str, line: int) -> str:
    return f"::{kind} file=m.yaml,line={line},col=2,title=rule::{severity} {line}"


def test_ten_annotations_of_a_kind_worst_first_and_a_count() -> None:
    found = [finding(severity, line) for line in range(1, 14) for severity in ("info", "warning", "error")]
    assert list(github.annotated(found, github.annotation_room())) == [
        *(annotation("error", "error", line) for line in range(1, 11)),
        *(annotation("warning", "warning", line) for line in range(1, 11)),
        # One notice is kept for the count.
        *(annotation("notice", "info", line) for line in range(1, 10)),
        "::notice title=sagemaker-marketplace::and 10 more in the log of this step",
    ]


def test_ten_annotations_of_a_kind_need_no_count() -> None:
    found = [finding("error", line) for line in range(1, 11)]
    assert list(github.annotated(found, github.annotation_room())) == [
        annotation("error", "error", line) for line in range(1, 11)
    ]


def test_an_annotation_is_escaped() -> None:
    odd = Finding((), Location("a:b,c%.yaml", 1, 1), "error", "r", "1%: a\nb", "c\r\nd")
    assert list(github.annotated([odd], github.annotation_room())) == [
        "::error file=a%3Ab%2Cc%25.yaml,line=1,col=1,title=r::1%25: a b%0Ac%0Ad",
    ]


def test_a_message_is_cut_before_the_runner_cuts_it() -> None:
    (line,) = github.annotated(
        [Finding((), Location("m", 1, 1), "error", "r", "x" * 5000, "hint" * 2000)], github.annotation_room()
    )
    assert len(line.partition("title=r::")[2]) <= 4096
