"""The job summary: whole texts, what a cell and a block make of a text, and what gives way when there is too much."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.report.summary_streams import LIVES

from sagemaker_marketplace.manifest.findings import Finding, Location
from sagemaker_marketplace.report import console_links, events, report
from sagemaker_marketplace.report.events import Event
from sagemaker_marketplace.report.formats import summary
from sagemaker_marketplace.report.formats._markdown import Part, cell, fenced, fit, prose

EXPECTED = Path(__file__).parent / "summaries"
# What a summary may have at most, with room for what a workflow adds.
MOST = 900_000


def rendered(stream: list[Event]) -> str:
    return "".join(f"{text}\n" for text in summary.render(stream, "create", "error"))


@pytest.mark.parametrize("life", LIVES)
def test_the_whole_text_of_a_life(life: str) -> None:
    assert rendered(LIVES[life]) == (EXPECTED / f"{life}.md").read_text()


def test_every_life_has_its_text() -> None:
    assert {path.stem for path in EXPECTED.iterdir()} == set(LIVES)


def test_the_page_of_the_run_is_the_first_link() -> None:
    whole = report.build([], "check", "error")
    assert summary.of_report(whole, "https://github.com/o/r/actions/runs/1") == (
        "### SageMaker Marketplace: check: Check passed\n\n0 manifests checked: 0 errors, 0 warnings\n\n"
        "#### Links\n\n- [This run](https://github.com/o/r/actions/runs/1)\n"
    )


@pytest.mark.parametrize(
    "url", ["", "javascript:alert(1)", "https://e.example/)[x](y", "https://e.example/ x", "http://e/"]
)
def test_what_is_no_address_is_no_link(url: str) -> None:
    assert "Links" not in summary.of_report(report.build([], "check", "error"), url)


def test_links_to_a_job() -> None:
    console = "https://eu-west-1.console.aws.amazon.com"
    logs = f"{console}/cloudwatch/home?region=eu-west-1#logsV2:log-groups/log-group/$252Faws$252Fsagemaker$252F"
    assert list(console_links.of_job("eu-west-1", "training job", "a-1")) == [
        ("training job a-1", f"{console}/sagemaker/home?region=eu-west-1#/jobs/a-1"),
        ("logs of a-1", f"{logs}TrainingJobs$3FlogStreamNameFilter$3Da-1$252F"),
    ]
    assert list(console_links.of_job("eu-west-1", "transform job", "a-1")) == [
        ("transform job a-1", f"{console}/sagemaker/home?region=eu-west-1#/transform-jobs/a-1"),
        ("logs of a-1", f"{logs}TransformJobs$3FlogStreamNameFilter$3Da-1$252F"),
    ]


@pytest.mark.parametrize(
    ("region", "what", "name"),
    [
        ("eu-west-1.evil.example/", "training job", "a"),
        ("", "training job", "a"),
        ("eu-west-1", "image scan", "a"),
        ("eu-west-1", "transform job", "a)](https://evil.example"),
        ("eu-west-1", "transform job", ""),
    ],
)
def test_no_link_where_a_name_is_none(region: str, what: str, name: str) -> None:
    assert list(console_links.of_job(region, what, name)) == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain, text: 1.0 (x)", "plain, text: 1.0 (x)"),
        ("a|b", "a&#124;b"),
        ("<img src=x>&amp;", "&lt;img src=x&gt;&amp;amp;"),
        ("**b** _i_ `c` ~~d~~", "&#42;&#42;b&#42;&#42; &#95;i&#95; &#96;c&#96; &#126;&#126;d&#126;&#126;"),
        ("![x](y) @user $x$", "&#33;&#91;x&#93;(y) &#64;user &#36;x&#36;"),
        ("\\|", "&#92;&#124;"),
        ("one\n\n# two", "one  # two"),
        ("", ""),
        ("https://a.example WWW.a.example mailto:b", "https&#58;//a.example WWW&#46;a.example mailto&#58;b"),
        ("\ud800", "\N{REPLACEMENT CHARACTER}"),
        ("x" * 1001, "x" * 1000 + "…"),
    ],
)
def test_cell(text: str, shown: str) -> None:
    assert cell(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("# heading", "&#35; heading"),
        ("- item", "&#45; item"),
        ("+ item", "&#43; item"),
        ("===", "&#61;=="),
        ("1. item", "&#49;. item"),
        ("    code", "code"),
        ("", ""),
    ],
)
def test_prose(text: str, shown: str) -> None:
    assert prose(text) == shown


@pytest.mark.parametrize(
    ("text", "block"),
    [
        ("one\ntwo", "```text\none\ntwo\n```"),
        ("```\n# out", "````text\n```\n# out\n````"),
        ("a ````` b", "``````text\na ````` b\n``````"),
        ("\x1b[0m", "```text\n\N{REPLACEMENT CHARACTER}[0m\n```"),
    ],
)
def test_fenced(text: str, block: str) -> None:
    assert fenced(text) == block


def test_a_long_block_has_its_first_and_its_last_lines() -> None:
    lines = [str(number) for number in range(1, 1101)]
    assert fenced("\n".join(lines)) == "\n".join(
        ["```text", *lines[:50], "… 1,000 lines left out …", *lines[-50:], "```"],
    )


def test_of_long_lines_the_beginning() -> None:
    assert fenced("\n".join(["x" * 5000] * 100)) == "\n".join(["```text", *["x" * 200 + "…"] * 100, "```"])


def finding(line: int, message: str) -> Event:
    return events.FindingReported("m.yaml", Finding(("spec",), Location("m.yaml", line, 2), "error", "rule", message))


def test_200_findings_and_the_count_of_the_rest() -> None:
    text = rendered([finding(line, f"error {line}") for line in range(1, 203)])
    assert text.count("| error | m.yaml:") == 200
    assert text.endswith("| error | m.yaml:200 | error 200 | rule |\n\nand 2 more in the log.\n")


def heavy() -> list[Event]:
    """Too much of all there is: 2 MB of findings, statuses and log lines."""
    statuses = [events.StatusChanged("m.yaml", "validation", "p", str(n), float(n), "`" * 3000) for n in range(700)]
    failed = events.RunFailed("m.yaml", "message", 4, "\n".join(["é" * 4000] * 500))
    return [*(finding(line, "é|" * 1000) for line in range(1, 1001)), *statuses, failed]


def test_the_least_important_gives_way_first() -> None:
    text = rendered(heavy())
    assert len(text.encode()) < MOST
    shown = text.count("| validation p |")
    # Findings stand behind statuses, which take what there is.
    assert 0 < shown < 700
    assert text.count("| error | m.yaml:") == 0
    assert f"\n</details>\n\nand {700 - shown} more statuses, left out for size.\n" in text
    assert text.endswith("\n\nLeft out for size: findings.\n")
    assert "\n**message** (m.yaml)\n\n```text\né" in text


def test_two_megabytes_of_findings_alone() -> None:
    text = rendered([finding(line, "é|" * 1000) for line in range(1, 1001)])
    assert len(text.encode()) < MOST
    # 200 of them fit, since a cell holds 1,000 characters.
    assert text.count("| error | m.yaml:") == 200
    assert text.endswith("| rule |\n\nand 800 more in the log.\n")


def test_parts_that_fit_in_part_or_not_at_all() -> None:
    rows = tuple(f"row {number:04}" for number in range(1000))
    parts = [Part(2, "rows", "head", rows, "\ntail"), Part(1, "others", "gone", rows), Part(3, "verdict", "all fine")]
    assert fit(parts, 1413) == (
        "head\n" + "\n".join(rows[:21]) + "\ntail\n\nand 979 more rows, left out for size.\n\n"
        "all fine\n\nLeft out for size: others.\n"
    )


PARTS = st.builds(
    Part,
    st.integers(0, 9),
    st.just("rows"),
    st.text("aé", max_size=400),
    st.lists(st.text("aé", max_size=300), max_size=20).map(tuple),
    st.text("aé", max_size=50),
)


@given(st.lists(PARTS, max_size=8), st.integers(1100, 5000))
def test_never_more_than_what_is_allowed_and_no_unit_in_part(parts: list[Part], most: int) -> None:
    text = fit(parts, most)
    assert len(text.encode()) <= most
    lines = {line for part in parts for line in [*part.head.split("\n"), *part.units]}
    ends = {last + part.tail for part in parts for last in [part.head, *part.units]}
    notes = re.compile(r"and \d+ more rows, left out for size\.|Left out for size: rows\.|")
    assert [line for line in text.splitlines() if line not in lines | ends and not notes.fullmatch(line)] == []
