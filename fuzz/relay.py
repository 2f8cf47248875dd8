"""The relay of container logs: no bytes of a container become a workflow command, or hidden characters."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from functools import cache

from fuzz.github_runner import effective_commands
from sagemaker_marketplace import plugins
from sagemaker_marketplace.aws.logs import LogEvent
from sagemaker_marketplace.diagnosis import diagnosis
from sagemaker_marketplace.manifest.findings import VALIDATION_FAILED
from sagemaker_marketplace.rehearse.engine.attached import MAX_LINE_BYTES, split_lines
from sagemaker_marketplace.report import events, relay
from sagemaker_marketplace.report.report import Report
from sagemaker_marketplace.watch.logbook import Logbook

from . import invariants

TOKENS = (
    *("::error::", "::set-output name=a::", "##[add-mask]", "::stop-commands::x\n", "::endgroup::", "::save-state "),
    *(
        "\x1b[0m",
        "\x1b]0;t\x07",
        "\x9b1m",
        "\x9d",
        "\u202e",
        "\u2066",
        "\u200b",
        "\u2028",
        "\x85",
        "\r",
        "\r\n",
        "\n",
        "\0",
    ),
    *("Traceback (most recent call last):\n", "ModuleNotFoundError: No module named ", "MemoryError", "Killed\n"),
    *('"GET /ping HTTP/1.1" 404', "[sagemaker logs]: b/k.csv: ClientError: 400", "exec format error", "%0A", "%25"),
)
_STREAMS = ("algo-1-1", "algo-2-1", "algo-1/data-log", "::error::algo-1")
_EXPLAINED = 64


def fuzz(content: bytes) -> None:
    """Relay what a container printed, and explain it.

    The first byte chooses the log stream, how many lines are shown, and whether to explain. Raises AssertionError.
    """
    choice, printed = (content[0], content[1:]) if content else (0, b"")
    stream, limit = _STREAMS[choice % len(_STREAMS)], (None, 1, 4, 400)[choice // 4 % 4]
    written: list[str] = []
    logbook = Logbook("transform", limit, written.append)
    shown = list(_shown(logbook, stream, printed))
    for line in (*shown, *(text.rstrip("\n") for text in written)):
        invariants.check_log("text", [line])
        assert not effective_commands(line), f"a command: {line!r}"
    assert all(text.endswith("\n") and text.count("\n") == 1 for text in written)
    if choice < _EXPLAINED:  # not always, because it takes longer than the relay
        _explain(logbook.excerpt.lines, printed.decode("utf-8", "replace"))


def _shown(logbook: Logbook, stream: str, printed: bytes) -> Iterator[str]:
    """Yield the lines of a job log, in the order in which they are printed, and test them as one output."""
    chunks = ((1 + number % 2, printed[at : at + 7]) for number, at in enumerate(range(0, len(printed), 7)))
    lines = [line.decode("utf-8", "replace") for _, line in split_lines(chunks, MAX_LINE_BYTES)]
    relayed = list(
        itertools.chain.from_iterable(logbook.add(LogEvent(number, stream, line)) for number, line in enumerate(lines))
    )
    note, last = logbook.flush()
    stream_of = [events.LogLine("m.yaml", logbook.job_type, name, text) for name, text in (*relayed, *last)]
    everything = [events.StageStarted("watch", "m.yaml"), *stream_of, events.Note("m.yaml", note or "no more")]
    for name in ("github", "text"):
        invariants.check_log(name, plugins.output_format(name).render(iter(everything)))
    for event in stream_of:
        yield from relay.labeled(event)


def _explain(lines: tuple[str, ...], reason: str) -> None:
    """Explain a failure from this log and this reason, and test each format that reports it."""
    for job in (("job", "transform", "", lines), ("job", "training", reason, lines)):
        found = diagnosis.explain_failure(None, _model_package(), [("validation", reason, "Failed", reason)], [job])
        report = Report("watch", "error")
        report.add(
            events.RunFailed(
                "m.yaml", found.reason, VALIDATION_FAILED, "", found.causes, found.log_lines, service_words=reason
            )
        )
        invariants.check(report, (VALIDATION_FAILED,))


@cache
def _model_package() -> object:
    return plugins.kinds()["ModelPackage"]
