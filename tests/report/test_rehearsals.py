"""Rehearsals: the complete output of each format for recorded events, and the words for what was measured."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from tests.report import algorithm_streams
from tests.report.algorithm_streams import ARN
from tests.report.rehearsal_streams import GIB, MIB, STREAMS, M, begin, measured

from sagemaker_marketplace import plugins, runner
from sagemaker_marketplace.report import events, quantities, rehearsals, report

EXPECTED = Path(__file__).parent / "rehearsals"
FORMATS = plugins.formats()
# The command and the events of each run.
RUNS = {**{name: ("rehearse", stream) for name, stream in STREAMS.items()}, **algorithm_streams.RUNS}


@pytest.mark.parametrize("run", RUNS)
@pytest.mark.parametrize("name", FORMATS)
def test_the_complete_output_of_each_format(name: str, run: str) -> None:
    command, stream = RUNS[run]
    lines = runner.render(name, report.build(stream, command, "error"))
    assert "".join(f"{line}\n" for line in lines) == (EXPECTED / f"{run}.{name}").read_text("utf-8")


def test_every_stream_has_an_expected_output_in_every_format() -> None:
    assert {path.name for path in EXPECTED.iterdir()} == {f"{each}.{name}" for each in RUNS for name in FORMATS}


@pytest.mark.parametrize(
    ("run", "lines"),
    [
        ("passed", ["passed"]),
        ("failed", ["failed"]),
        ("not-rehearsed", ["not rehearsed"]),
        ("several", ["failed", "passed", "passed"]),
        ("algorithm", ["passed"]),
        ("training-failed", ["failed"]),
        ("created", [ARN]),
        ("not-created", []),
    ],
)
def test_only_the_result_in_a_quiet_run(run: str, lines: list[str]) -> None:
    command, stream = RUNS[run]
    assert list(plugins.output_format("_quiet").render(stream, command)) == lines


@pytest.mark.parametrize(
    ("run", "exit_code"),
    [
        ("passed", 0),
        ("failed", 4),
        ("not-rehearsed", 0),
        ("several", 1),
        ("algorithm", 0),
        ("training-failed", 4),
        ("created", 0),
        ("not-created", 4),
    ],
)
def test_exit_codes(run: str, exit_code: int) -> None:
    command, stream = RUNS[run]
    assert report.build(stream, command, "error").exit_code == exit_code


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        (
            {},
            "p50 12 ms, p95 20 ms, 85 records per second "
            "over 14 requests of up to 6 records on ml.m5.large limits (2 vCPU, 8 GiB), "
            "measured locally",
        ),
        (
            {"records_per_request": 1},
            "p50 12 ms, p95 20 ms, 85 records per second "
            "over 14 requests of 1 record on ml.m5.large limits (2 vCPU, 8 GiB), measured locally",
        ),
        (
            {"records_per_request": None, "instance_cpus": 4, "instance_memory_bytes": 16 * GIB},
            "p50 12 ms, p95 20 ms, 85 records per second "
            "over 14 requests on 2 vCPU, 8 GiB (less than ml.m5.large: 4 vCPU, 16 GiB), "
            "measured locally",
        ),
        (
            {"instance_memory_bytes": None},
            "p50 12 ms, p95 20 ms, 85 records per second "
            "over 14 requests of up to 6 records on 2 vCPU, 8 GiB (limits of ml.m5.large "
            "unknown), measured locally",
        ),
        (
            {"requests": 1},
            "12 ms, 85 records per second "
            "over 1 request of 6 records on ml.m5.large limits (2 vCPU, 8 GiB), measured locally",
        ),
        (
            {"records_per_second": None, "requests_per_second": 1234.5, "records_per_request": None},
            "p50 12 ms, p95 20 ms, 1,200 requests per second over 14 requests on ml.m5.large limits (2 vCPU, 8 GiB), "
            "measured locally",
        ),
        # The rate of a single request is its latency.
        (
            {"records_per_second": None, "records_per_request": None, "requests": 1},
            "12 ms over 1 request on ml.m5.large limits (2 vCPU, 8 GiB), measured locally",
        ),
        ({"p50_seconds": None}, ""),
        ({"succeeded": False}, ""),
    ],
)
def test_the_sentence_for_the_listing_says_what_was_measured_where(values: dict[str, bool], sentence: str) -> None:
    assert rehearsals.sentence(measured(M, **values)) == sentence


HOSTILE = "a\n::error::gotcha ##[error]\x1b[31m\u202e</details>|`x`"


@pytest.mark.parametrize("name", FORMATS)
def test_names_and_words_of_others_have_no_effect(name: str) -> None:
    stream = [
        *begin(M),
        replace(measured(M, saved_files=[HOSTILE]), profile=HOSTILE, image=HOSTILE, instance_type=HOSTILE),
        replace(measured(M), profile=f"second {HOSTILE}"),
        events.StageFinished("rehearse", M, False),
        events.RunFailed(M, HOSTILE, 4, service_words=HOSTILE),
    ]
    shown = "\n".join(runner.render(name, report.build(stream, "rehearse", "error")))
    assert [line for line in shown.split("\n") if line.lstrip().startswith("::error::gotcha")] == []
    assert [word for word in ("##[", "\x1b", "\u202e") if word in shown] == []
    if name == "summary":
        outside = re.sub(r"^> ```text$.*?^> ```$", "", shown, flags=re.MULTILINE | re.DOTALL)
        assert outside.count("</details>") == outside.count("<details>") == 1


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (None, ""),
        (0.0, "0.0 ms"),
        (0.00426, "4.3 ms"),
        (0.00994, "9.9 ms"),
        (0.00996, "10 ms"),
        (0.4213, "421 ms"),
        (1.26, "1.3 s"),
        (99.9, "99.9 s"),
        (1234.5, "1,234 s"),
    ],
)
def test_times(seconds: float | None, text: str) -> None:
    assert quantities.seconds(seconds) == text


@pytest.mark.parametrize(
    ("rate", "text"),
    [
        (0.0123, "0.012"),
        (0.5, "0.5"),
        (1.0, "1"),
        (9.94, "9.9"),
        (9.96, "10"),
        (85.4, "85"),
        (1_264_000, "1,300,000"),
    ],
)
def test_rates(rate: float, text: str) -> None:
    assert rehearsals.throughput(measured(M, records_per_second=rate)) == f"{text} records per second"


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (None, ""),
        (0, "0 bytes"),
        (1023, "1023 bytes"),
        (1024, "1 KiB"),
        (212 * MIB, "212 MiB"),
        (8 * GIB, "8 GiB"),
        (int(7.75 * GIB), "7.8 GiB"),
        (64 * GIB, "64 GiB"),
    ],
)
def test_sizes(size: int | None, text: str) -> None:
    assert quantities.size(size) == text
