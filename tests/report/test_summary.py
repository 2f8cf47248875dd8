"""The job summary: complete outputs, escaping in cells and code blocks, and what is omitted above the size limit."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.report.summary_streams import ARN, SUMMARIES, summary_of, until_create

from sagemaker_marketplace.manifest.findings import Finding, Location
from sagemaker_marketplace.report import console_links, events, resume, rule_pages
from sagemaker_marketplace.report.events import Event
from sagemaker_marketplace.report.formats import summary
from sagemaker_marketplace.report.formats._markdown import Part, alert, cell, fenced, file_link, fit, prose

EXPECTED = Path(__file__).parent / "summaries"
# The maximum size of a summary, which leaves space for what other steps add.
MAX_BYTES = 900_000
RULE = f"[rule]({rule_pages.url('rule')})"


def rendered(stream: list[Event], command: str = "create") -> str:
    return "".join(f"{text}\n" for text in summary.render(stream, command, "error"))


@pytest.mark.parametrize("run_name", SUMMARIES)
def test_complete_summary(run_name: str) -> None:
    assert summary_of(run_name) == (EXPECTED / f"{run_name}.md").read_text()


def test_every_run_has_an_expected_summary() -> None:
    assert {path.stem for path in EXPECTED.iterdir()} == set(SUMMARIES)


def test_a_check_without_findings() -> None:
    assert rendered([events.ManifestRead("m.yaml", {})], "check") == (
        "### ✅ Check passed\n\n1 manifest checked: 0 errors, 0 warnings\n"
    )


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://github.com/o/r/blob/1", "[a~ b.yaml:3](https://github.com/o/r/blob/1/a%7E%20b.yaml#L3)"),
        ("", "a~ b.yaml:3"),
        ("javascript:alert(1)", "a~ b.yaml:3"),
        ("https://e.example/)[x](y", "a~ b.yaml:3"),
        ("http://e.example", "a~ b.yaml:3"),
    ],
)
def test_a_link_to_a_line(url: str, shown: str) -> None:
    assert file_link("a~ b.yaml", url, 3) == shown.replace("[a~", "[a&#126;").replace("a~ b.yaml:3", "a&#126; b.yaml:3")


def test_a_file_named_by_its_parent_folder_is_linked_within_the_commit() -> None:
    assert (
        file_link("../[x](y).yaml", "https://g/b", 0) == "[../&#91;x&#93;(y).yaml](https://g/b/../%5Bx%5D%28y%29.yaml)"
    )


def test_hidden_findings_are_counted() -> None:
    hidden = Finding(("spec",), Location("m.yaml", 3, 2), "error", "rule", "hidden")
    text = rendered([events.FindingHidden("m.yaml", hidden)], "check")
    assert text == "### ❌ Check failed\n\n1 manifest checked: 1 error, 0 warnings; 1 hidden by min-severity\n"


def test_each_line_of_an_alert_is_quoted() -> None:
    assert alert("TIP", ["a  \nb", "", "```text\n\n# c\n```"]) == (
        "> [!TIP]\n> a  \n> b\n>\n> ```text\n>\n> # c\n> ```"
    )


def test_links_to_a_job() -> None:
    console = "https://eu-west-1.console.aws.amazon.com"
    logs = f"{console}/cloudwatch/home?region=eu-west-1#logsV2:log-groups/log-group/$252Faws$252Fsagemaker$252F"
    assert list(console_links.of_job("eu-west-1", "training job", "a-1")) == [
        ("training job", f"{console}/sagemaker/home?region=eu-west-1#/jobs/a-1"),
        ("logs", f"{logs}TrainingJobs$3FlogStreamNameFilter$3Da-1$252F"),
    ]
    assert list(console_links.of_job("eu-west-1", "transform job", "a-1")) == [
        ("transform job", f"{console}/sagemaker/home?region=eu-west-1#/transform-jobs/a-1"),
        ("logs", f"{logs}TransformJobs$3FlogStreamNameFilter$3Da-1$252F"),
    ]


@pytest.mark.parametrize(
    ("region", "resource_type", "name"),
    [
        ("eu-west-1.evil.example/", "training job", "a"),
        ("", "training job", "a"),
        ("eu-west-1", "image scan", "a"),
        ("eu-west-1", "transform job", "a)](https://evil.example"),
        ("eu-west-1", "transform job", ""),
    ],
)
def test_an_invalid_name_or_region_is_not_linked(region: str, resource_type: str, name: str) -> None:
    assert list(console_links.of_job(region, resource_type, name)) == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain, text: 1.0 (x)", "plain, text: 1.0 (x)"),
        ("a|b", "a&#124;b"),
        ("<img src=x>&amp;", "&lt;img src=x&gt;&amp;amp;"),
        ("**b** _i_ `c` ~~d~~", "&#42;&#42;b&#42;&#42; &#95;i&#95; &#96;c&#96; &#126;&#126;d&#126;&#126;"),
        ("![x](y) @ $x$", "&#33;&#91;x&#93;(y) &#64; &#36;x&#36;"),
        ("@mona/x m@x.example _@2", "&#64;&#8203;mona/x m&#64;x.example &#95;&#64;&#8203;2"),
        ("#1 o/r#22 # 3 GH-4 ghi-5", "#&#8203;1 o/r#&#8203;22 # 3 GH-&#8203;4 ghi-5"),
        ("\\|", "&#92;&#124;"),
        ("one\n\n# two", "one  # two"),
        ("", ""),
        ("https://a.example WWW.a.example mailto:b", "https&#58;//a.example WWW&#46;a.example mailto&#58;b"),
        ("\ud800", "\N{REPLACEMENT CHARACTER}"),
        ("x" * 1001, "x" * 1000 + "…"),
    ],
)
def test_escaping_in_a_cell(text: str, shown: str) -> None:
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
def test_escaping_in_prose(text: str, shown: str) -> None:
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
def test_fence_of_a_code_block(text: str, block: str) -> None:
    assert fenced(text) == block


def test_a_long_code_block_keeps_its_first_and_last_lines() -> None:
    lines = [str(number) for number in range(1, 1101)]
    assert fenced("\n".join(lines)) == "\n".join(
        ["```text", *lines[:50], "… 1,000 lines left out …", *lines[-50:], "```"],
    )


def test_long_lines_are_cut_at_the_end() -> None:
    assert fenced("\n".join(["x" * 5000] * 100)) == "\n".join(["```text", *["x" * 200 + "…"] * 100, "```"])


def test_an_interrupted_run_has_the_commands_to_resume_it_once() -> None:
    hint = resume.hint(ARN)
    text = rendered([*until_create(), events.RunFailed("", "interrupted by SIGTERM", 130, hint)])
    assert "> [!CAUTION]\n> interrupted by SIGTERM\n>\n> validation continues in AWS\n\n" in text
    assert text.count(resume.command(ARN)) == text.count(resume.inputs(ARN)) == 1


def finding(line: int, message: str) -> Event:
    return events.FindingReported("m.yaml", Finding(("spec",), Location("m.yaml", line, 2), "error", "rule", message))


def test_200_findings_are_listed_and_the_others_counted() -> None:
    text = rendered([finding(line, f"error {line}") for line in range(1, 203)])
    assert text.count("| ❌&nbsp;error | m.yaml:") == 200
    assert text.endswith(f"| ❌&nbsp;error | m.yaml:200<br>error 200 ({RULE}) |\n\nand 2 more in the log.\n")


def oversized_run() -> list[Event]:
    """More than 2 MB of findings, statuses and log lines."""
    statuses = [events.StatusChanged("m.yaml", "validation", "p", str(n), float(n), "`" * 3000) for n in range(700)]
    failed = events.RunFailed("m.yaml", "message", 4, "\n".join(["é" * 4000] * 500))
    return [*(finding(line, "é|" * 1000) for line in range(1, 1001)), *statuses, failed]


def test_the_least_important_parts_are_omitted_first() -> None:
    text = rendered(oversized_run())
    assert len(text.encode()) < MAX_BYTES
    shown = text.count("| validation |")
    # Findings rank below statuses, which use all of the remaining space.
    assert 0 < shown < 700
    assert text.count("| ❌&nbsp;error | m.yaml:") == 0
    assert f"\n</details>\n\nand {700 - shown} more statuses, left out for size.\n" in text
    assert text.endswith(
        "\n\nLeft out for size: findings. See the job log, or write a JSON report with output: json=FILE.\n"
    )
    assert "\n> **Cause:** message\n>\n> **Fix:**\n>\n> ```text\n> é" in text


def failed_manifest(number: int) -> list[Event]:
    name = f"manifests/{number:03}.yaml"
    arn = f"arn:aws:sagemaker:us-east-2:123456789012:model-package/{number:03}-{'n' * 59}"
    cause = events.FailureCause("é|" * 500, "é|" * 500, "\n".join(["é" * 5000] * 50), ("spec",), Location(name, 3, 1))
    outputs = {"kind": "ModelPackage", "name": arn[-63:], "region": "us-east-2", "arn": arn, "status": "Failed"}
    return [
        *(events.OutputChanged(name, output, value) for output, value in outputs.items()),
        events.RunFailed(name, "failed", 4, causes=(cause,) * 5, log_lines=("é" * 5000,) * 100),
    ]


def test_500_manifests_that_failed_with_long_causes() -> None:
    text = rendered([event for number in range(500) for event in failed_manifest(number)])
    assert len(text.encode()) < MAX_BYTES
    assert text.startswith("### ❌ Validation failed\n\n| Result | Manifest | Name | ARN |\n")
    assert text.count("| ❌ Validation failed | manifests/") == 500
    assert text.count("> [!CAUTION]\n> **manifests/") == 10
    assert "<details><summary>Causes of 490 more manifests</summary>\n\n- manifests/010.yaml: " in text


def test_two_megabytes_of_findings() -> None:
    text = rendered([finding(line, "é|" * 1000) for line in range(1, 1001)])
    assert len(text.encode()) < MAX_BYTES
    # 200 of them fit, because a cell is limited to 1,000 characters.
    assert text.count("| ❌&nbsp;error | m.yaml:") == 200
    assert text.endswith(f" ({RULE}) |\n\nand 800 more in the log.\n")


def test_parts_are_shortened_or_omitted_to_fit() -> None:
    rows = tuple(f"row {number:04}" for number in range(1000))
    parts = [Part(2, "rows", "head", rows, "\ntail"), Part(1, "others", "gone", rows), Part(3, "verdict", "all fine")]
    assert fit(parts, 1413) == (
        "head\n" + "\n".join(rows[:21]) + "\ntail\n\nand 979 more rows, left out for size.\n\n"
        "all fine\n\nLeft out for size: others. See the job log, or write a JSON report with output: json=FILE.\n"
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
def test_the_size_limit_is_kept_and_no_row_is_cut(parts: list[Part], max_bytes: int) -> None:
    text = fit(parts, max_bytes)
    assert len(text.encode()) <= max_bytes
    lines = {line for part in parts for line in [*part.head.split("\n"), *part.units]}
    ends = {last + part.tail for part in parts for last in [part.head, *part.units]}
    notes = re.compile(r"and \d+ more rows, left out for size\.|Left out for size: (\d of \d )?rows\. See .*|")
    assert [line for line in text.splitlines() if line not in lines | ends and not notes.fullmatch(line)] == []
