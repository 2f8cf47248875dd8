"""Untrusted strings do not change the structure of a summary, according to a Markdown parser, or of its chart."""

from __future__ import annotations

import re
from collections import Counter

from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from sagemaker_marketplace.manifest.findings import Finding, Location
from sagemaker_marketplace.report import events, timeline
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
        events.FindingReported(text, Finding((), location, "error", text, text, text)),
        events.StatusChanged(text, text, text, text, 0.0, text),
        events.StatusChanged(text, "training job", text, "Starting", 0.0, text),
        events.LogLine(text, text, text, text),
        events.MetricReported(text, text, text, text),
        events.JobFinished(text, "training", text, text, 0.0, 60.0, None, text),
        events.RunFailed(text, f"x{text}", 4, f"x{text}", (cause, cause), (text,), text),
    ]


def structure(stream: list[Event]) -> Counter[tuple[str, str]]:
    """Count the Markdown elements of a summary, with the URLs and the HTML in them."""
    elements: Counter[tuple[str, str]] = Counter()
    parser = MarkdownIt("gfm-like", {"linkify": False, "html": True})
    for token in parser.parse("\n".join(summary.render(stream, "plan", "error"))):
        detail = (
            re.sub(r"(?<=<summary>).*(?=</summary>)", "", token.content.strip())
            if token.type == "html_block"
            else token.info
        )
        elements[(token.type, detail)] += 1
        for child in token.children or ():
            elements[(child.type, str(child.attrs.get("href", "")))] += child.type not in ("text", "text_special")
    return +elements


PLAIN = structure(run_with("a_"))


@given(STRINGS)
@example("- ")
@example("a" * 5000)
def test_a_string_does_not_change_the_structure(text: str) -> None:
    assert structure(run_with(f"{text}_")) == PLAIN


def test_structure_of_a_plain_summary() -> None:
    kinds = {kind for kind, _ in PLAIN}
    assert kinds & {"link_open", "image", "html_inline", "code_inline", "code_block", "blockquote_open", "hr"} == set()
    assert {detail: count for (kind, detail), count in PLAIN.items() if kind in ("fence", "html_block")} == {
        "text": 4,
        "json": 1,
        "diff": 1,
        "mermaid": 1,
        "<details><summary></summary>": 3,
        "</details>": 3,
    }


TASK = re.compile(r"    ([A-Za-z0-9][A-Za-z0-9 ._-]*) :(done|crit|active), \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d, \d+s")
SPANS = st.lists(
    st.builds(
        Span,
        STRINGS,
        st.sampled_from([timeline.STAGE, timeline.SCAN, timeline.VALIDATION, timeline.TRAINING, timeline.TRANSFORM]),
        STRINGS,
        st.floats(0, 1e6),
        st.floats(0, 1e6),
        st.sampled_from([timeline.DONE, timeline.FAILED, timeline.ACTIVE]),
    ),
    max_size=_gantt.MAX_TASKS,
)


@given(SPANS)
def test_a_chart_has_one_task_per_span(spans: list[Span]) -> None:
    lines = _gantt.chart(spans).split("\n")
    assert lines[0] == "gantt"
    assert re.fullmatch(r"    dateFormat [YMDHTms:-]+", lines[1])
    assert re.fullmatch(r"    axisFormat (%M:%S|%H:%M|day %-d %H:%M)", lines[2])
    tasks = [line for line in lines[3:] if line not in ("    section stages", "    section validation")]
    assert len(tasks) == len(spans)
    for line, span in zip(tasks, spans, strict=True):
        task = TASK.fullmatch(line)
        assert task
        assert task[1].startswith(span.type)
        assert task[2] == {"done": "done", "failed": "crit", "active": "active"}[span.state]


def test_a_chart_has_at_most_60_tasks() -> None:
    spans = [Span("m", timeline.SCAN, str(number), 0.0, 9.0, timeline.DONE) for number in range(100)]
    assert _gantt.chart(spans).count(":done") == 60
