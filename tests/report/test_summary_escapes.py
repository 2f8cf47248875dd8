"""Untrusted strings do not change the structure of a summary, according to a Markdown parser, or of its chart."""

from __future__ import annotations

import re
from collections import Counter

from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from sagemaker_marketplace.manifest.findings import Finding, Location
from sagemaker_marketplace.report import events, report, rule_pages, timeline
from sagemaker_marketplace.report.events import Event
from sagemaker_marketplace.report.formats import _gantt, summary
from sagemaker_marketplace.report.timeline import Span

SPECIAL_CHARACTERS = "#*_`~|<>[]()!:;%\\@&=+-\n\r\t $\"'{}/.0123abc\u2028\u202e\x1b"
STRINGS = st.one_of(
    st.text(SPECIAL_CHARACTERS, min_size=1, max_size=60),
    st.text(min_size=1, max_size=40),
    st.sampled_from(
        [
            "```\n# out\n</details>\n<script>alert(1)</script>",
            "</summary></details><img src=x onerror=y>",
            "| a | b |\n| --- | --- |\n| c | d |",
            "[x](https://evil.example) ![y](https://evil.example) <https://evil.example>",
            "x\n===\n# y\n- z\n1. w\n> v\n    code",
            "````\n~~~mermaid\ngantt\nsection x",
            "**b** &lt;b&gt; &#42;",
            "section x\n  y :done, 2001-01-01, 1s\nclick z call alert()",
            "%%{init: {'theme': 'dark'}}%%",
        ]
    ),
)


def run_with(text: str) -> list[Event]:
    """A run in which every untrusted string is this one."""
    location = Location(text, 3, 1)
    earlier = Finding((), location, "info", text, f"x{text}")
    cause = events.FailureCause(f"x{text}", text, text, (text,), location, (earlier,))
    return [
        events.StageStarted("plan", text),
        events.OutputChanged(text, "kind", text),
        events.OutputChanged(text, "name", text),
        events.OutputChanged(text, "region", text),
        events.OutputChanged(text, "console-url", text),
        events.PlanMade(
            text,
            text,
            text,
            text,
            text,
            {text: text},
            (text,),
            (events.Difference((text,), [text], {text: text}, text), events.Difference(("A",), text, f"x{text}")),
            (events.PlannedJob(text, text, 1, 1.0, 1, 2, text),),
            (text,),
            text,
        ),
        events.FindingReported(
            text, Finding((), location, "error", "validation-failed", f"x{text}", f"{text} ({text})")
        ),
        # The names of rules are ours, and linked.
        events.FindingReported(text, Finding((), location, "error", "invalid-type", text, text)),
        events.StatusChanged(text, text, text, text, 0.0, text),
        events.StatusChanged(text, "training job", text, "Starting", 0.0, text),
        events.StatusChanged(text, "transform job", text, "InProgress", 0.0, text),
        events.Heartbeat(text, text, 60.0),
        events.LogLine(text, text, text, text),
        events.MetricReported(text, text, text, text),
        events.JobFinished(text, "training", text, text, 0.0, 60.0, None, text),
        events.RunFailed(text, f"x{text}", 4, f"x{text}", (cause, cause), (text,), text),
    ]


COMMIT = "https://github.example/o/r/blob/6dcb09b"


def structure(text: str, commit_url: str = "") -> Counter[tuple[str, str]]:
    """Count the Markdown elements of a summary with this string, with the beginning of URLs, and the HTML in them."""
    elements: Counter[tuple[str, str]] = Counter()
    parser = MarkdownIt("gfm-like", {"linkify": False, "html": True})
    for token in parser.parse(summary.of_report(report.build(run_with(text), "plan", "error"), commit_url)):
        detail = (
            re.sub(r"(?<=<summary>).*(?=</summary>)", "", token.content.strip())
            if token.type == "html_block"
            else token.info
        )
        elements[(token.type, detail)] += 1
        for child in token.children or ():
            shown = str(child.attrs.get("href", ""))[: len(COMMIT) + 1] or (
                child.type == "html_inline" and child.content
            )
            elements[(child.type, shown or "")] += child.type not in ("text", "text_special")
    return +elements


# A hint of several lines is a code block.
PLAIN, OF_SEVERAL_LINES = structure("a_"), structure("a\na_")
LINKED, LINKED_OF_SEVERAL_LINES = structure("a_", COMMIT), structure("a\na_", COMMIT)


@given(STRINGS)
@example("- ")
@example("a" * 5000)
@example("\ud800")
def test_a_string_does_not_change_the_structure(text: str) -> None:
    is_one_line = len(f"x{text}_".splitlines()) == 1
    assert structure(f"{text}_") == (PLAIN if is_one_line else OF_SEVERAL_LINES)
    assert structure(f"{text}_", COMMIT) == (LINKED if is_one_line else LINKED_OF_SEVERAL_LINES)


def test_structure_of_a_plain_summary() -> None:
    kinds = {kind for kind, _ in PLAIN}
    assert kinds & {"image", "code_inline", "code_block", "hr"} == set()
    assert {detail: count for (kind, detail), count in PLAIN.items() if kind in ("fence", "html_block")} == {
        "text": 3,
        "json": 1,
        "diff": 1,
        "mermaid": 1,
        "<details><summary></summary>": 5,
        "</details>": 5,
    }
    assert {detail for kind, detail in PLAIN if kind == "html_inline"} == {"<br>", "<code>", "</code>"}
    assert PLAIN["blockquote_open", ""] == 1
    docs = rule_pages.DOCS_URL[: len(COMMIT) + 1]
    assert {detail: count for (kind, detail), count in PLAIN.items() if kind == "link_open"} == {docs: 1}
    assert {detail for kind, detail in LINKED if kind == "link_open"} == {docs, f"{COMMIT}/"}


TASK = re.compile(r"    ([a-z ]+) \d+ [a-z]+( \d+ [a-z]+)?( so far)? :(crit, )?\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d, \d+s")
SPANS = st.lists(
    st.builds(
        Span,
        STRINGS,
        st.sampled_from([timeline.SCAN, timeline.TRAINING, timeline.TRANSFORM]),
        STRINGS,
        st.floats(0, 1e6),
        st.floats(0, 1e6),
        st.sampled_from([timeline.DONE, timeline.FAILED, timeline.ACTIVE]),
    ),
    max_size=_gantt.MAX_TASKS,
)


@given(SPANS, STRINGS)
def test_a_chart_has_one_task_per_span(spans: list[Span], name: str) -> None:
    lines = _gantt.chart(spans, {span.manifest: name for span in spans}).split("\n")
    assert lines[:4] == [*_gantt.chart([], {}).split("\n")[:3], "    dateFormat YYYY-MM-DDTHH:mm:ss"]
    assert re.fullmatch(r"    axisFormat (%M:%S|%H:%M|day %-d %H:%M)", lines[4])
    tasks = [line for line in lines[5:] if not re.fullmatch("    section [A-Za-z0-9._-][A-Za-z0-9 ._-]*", line)]
    assert len(tasks) == len(spans)
    for line, span in zip(tasks, spans, strict=True):
        task = TASK.fullmatch(line)
        assert task
        assert task[1] == span.type
        assert (bool(task[3]), bool(task[4])) == (span.state == "active", span.state == "failed")


def test_a_chart_has_at_most_60_tasks() -> None:
    spans = [Span("m", timeline.SCAN, str(number), 0.0, 9.0, timeline.DONE) for number in range(100)]
    assert _gantt.chart(spans, {}).count("image scan 9 s :") == 60
