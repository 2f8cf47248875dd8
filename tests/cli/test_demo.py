"""How the demonstration shows the log of a workflow."""

from __future__ import annotations

import pytest
from scripts import demo


@pytest.mark.parametrize(
    ("log", "shown"),
    [
        (["a", "::add-mask::x", "b"], ["a", "b"]),
        (
            ["::group::CreateAlgorithm request", "{", "}", "::endgroup::", "c"],
            ["▶ CreateAlgorithm request (2 lines)", "c"],
        ),
        (["::group::create m", "arn", "::endgroup::"], ["▶ create m (1 line)"]),
        (
            ["::group::watch m", "  x", "::stop-commands::t", "  y", "::t::", "::endgroup::"],
            ["▼ watch m", "  x", "  y"],
        ),
        (
            ["::error file=m.yaml,line=7,title=t::it failed%0ACause: why", "::notice::n"],
            ["Error: it failed\n  Cause: why", "Notice: n"],
        ),
        (
            ["::group::preflight m", "::error::it failed", "::endgroup::"],
            ["Error: it failed", "▶ preflight m (0 lines)"],
        ),
    ],
)
def test_the_log_of_a_workflow(log: list[str], shown: list[str]) -> None:
    assert list(demo.shown_by_runner(log)) == shown


def test_outputs_of_a_workflow() -> None:
    written = "name<<D1\nchurn\nD1\narn<<D2\na\nb\nD2\nname<<D3\nother\nD3\n"
    assert demo.outputs(written) == {"name": "other", "arn": "a\nb"}


def test_a_job_summary_without_its_collapsed_sections() -> None:
    summary = "### Created\n\n| a |\n\n<details><summary>Jobs</summary>\n\nx\n\n</details>\n\n\nend\n"
    assert demo.without_details(summary) == ["### Created", "", "| a |", "", "▶ Jobs", "", "end"]
