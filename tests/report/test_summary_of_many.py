"""The job summary of many manifests: the worst first, each cause once, and what is left out for size is counted."""

from __future__ import annotations

import re
from itertools import chain

from hypothesis import given
from hypothesis import strategies as st
from tests.report import many_streams

from sagemaker_marketplace.report import events
from sagemaker_marketplace.report.events import Event
from sagemaker_marketplace.report.formats import markdown, summary
from sagemaker_marketplace.report.report import build

SIX = many_streams.run_of(6)
NAMES = tuple(f"p{number:03}.yaml" for number in range(500))


def summary_of(stream: list[Event], limit: int = summary.MAX_SIZE) -> str:
    return summary.of_report(build(stream, "create", "error"), limit=limit)


def test_the_worst_manifests_are_first_and_one_block_has_those_that_continue() -> None:
    text = summary_of(SIX)
    rows = re.findall(r"^\| (.*?) \| (p\d+\.yaml) \|", text, re.MULTILINE)
    assert rows[:6] == [
        ("❌ Name conflict", "p002.yaml"),
        ("❌ Validation failed", "p001.yaml"),
        ("⏳ Timed out; validation continues", "p003.yaml"),
        ("✅ Created and validated", "p000.yaml"),
        ("✅ Created and validated", "p004.yaml"),
        ("✅ Created and validated", "p005.yaml"),
    ]
    resume = "> **Resume:** run the same command again, for a validation that continues in AWS."
    assert [line for line in text.splitlines() if line.startswith("> **")] == [
        "> **p002.yaml**",
        "> **Cause:** p002 exists with other content",
        "> **Fix:** use a new name",
        "> **p001.yaml**",
        "> **Cause:** GET /ping never returned 200  ",
        "> **Fix:** listen on port 8080  ",
        "> **Evidence:**",
        resume,
        "> **List it:** add the ARN to your AWS Marketplace product as a new version, or create a product with it. "
        "[How to](https://docs.aws.amazon.com/marketplace/latest/userguide/ml-manage-product-version.html)",
    ]


def long_failure(name: str) -> list[Event]:
    """A failed create with causes and logs as long as they can be."""
    cause = events.FailureCause("no ping " * 50, "é|" * 500, "\n".join(["é" * 5000] * 50))
    return [*many_streams.failed(name)[:-2], events.RunFailed(name, "failed", 4, "", (cause,), ("é" * 5000,) * 100)]


def test_500_manifests_of_which_5_percent_fail_with_long_logs() -> None:
    streams = [
        long_failure(name) if number % 20 == 3 else many_streams.completed(name) for number, name in enumerate(NAMES)
    ]
    text = summary_of([events.ManifestsFound(NAMES), *chain.from_iterable(streams)])
    assert 100_000 < len(text.encode()) < summary.MAX_SIZE
    assert text.startswith("### ❌ Validation failed (25), Created and validated (475)\n\n> [!CAUTION]\n")
    assert text.count("| ❌ Validation failed | p") == 25
    assert text.count("| ✅ Created and validated | p") == 475
    assert text.count("> [!CAUTION]") == 1
    assert "\n> **The same in 24 more:** <code>p023.yaml</code>, " in text
    shown = text.count("<details><summary>Last log lines of ")
    left_out = re.search(r"(\d+) of 25 log excerpts", text.splitlines()[-1])
    assert left_out
    assert 0 < shown == 25 - int(left_out[1])


def test_a_comment_on_500_manifests_begins_with_those_that_failed() -> None:
    streams = [
        many_streams.failed(name) if number % 20 == 3 else many_streams.completed(name)
        for number, name in enumerate(NAMES)
    ]
    run = build([events.ManifestsFound(NAMES), *chain.from_iterable(streams)], "create", "error")
    text = markdown.of_report(run)
    assert len(text) < markdown.MAX_SIZE
    shown = text.count("| ❌ Validation failed | p"), text.count("| ✅ Created and validated | p")
    assert shown[0] == 25
    assert f"and {500 - sum(shown)} more manifests, left out for size." in text
    assert text.splitlines()[-1].startswith("Left out for size: ")


texts = st.sampled_from(["", "x", "é" * 3000, "```\n" * 200, "a|b\n" * 500, "<b>&" * 800, "::error::" * 300])


@st.composite
def streams(draw: st.DrawFn) -> list[Event]:
    """Runs of up to 15 manifests with long strings in all fields."""
    names = [f"{number}.yaml" for number in range(draw(st.integers(1, 15)))]
    kinds = draw(st.lists(st.sampled_from(many_streams.KINDS), min_size=1, max_size=4))
    message, hint, log = draw(texts), draw(texts), draw(texts)
    cause = events.FailureCause(draw(texts), draw(texts), draw(texts))
    extra: list[list[Event]] = [
        [
            events.StatusChanged(name, "validation", message, "Failed", 1.0, hint),
            events.RunFailed(name, message, draw(st.sampled_from([2, 3, 4, 5])), hint, (cause,) * 3, (log,) * 50),
        ]
        for name in names
        if draw(st.booleans())
    ]
    runs = [kinds[number % len(kinds)](name) for number, name in enumerate(names)]
    return [events.ManifestsFound(tuple(names)), *chain.from_iterable([*runs, *extra])]


@given(streams(), st.integers(1100, 60_000))
def test_the_summary_of_any_events_has_at_most_the_limit(stream: list[Event], limit: int) -> None:
    assert len(summary_of(stream, limit).encode()) <= limit
