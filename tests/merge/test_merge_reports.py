"""merge-reports: one report of several runs, the worst exit code, and no success without all reports."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.contract import documents

from sagemaker_marketplace.cli import main

RERUN = "open the log of its job, fix the cause, and run the job again"
USE = "use a report that --output json=FILE has written"
PASSED = {"errors": 0, "warnings": 0, "hidden": 0}


@pytest.fixture(autouse=True)
def _directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def report(*manifests: str, **more: Any) -> dict[str, Any]:
    """A report of a check without findings."""
    results = [{"manifest": name, **PASSED} for name in manifests]
    base = {"schema_version": 1, "command": "check", "exit_code": 0, "findings": [], "failures": [], **PASSED}
    return {**base, "results": results, **more}


def failure(manifest: str, message: str, exit_code: int) -> dict[str, Any]:
    texts = {"hint": "", "logs": "", "service_words": ""}
    return {"manifest": manifest, "message": message, "exit_code": exit_code, "causes": [], "log_lines": [], **texts}


def finding(manifest: str, severity: str, message: str = "message") -> dict[str, Any]:
    where = {"file": manifest, "line": 3, "column": 5, "end_line": 3, "end_column": 9}
    texts = {"severity": severity, "rule": "image-not-pinned", "message": message, "hint": "", "docs": ""}
    return {"manifest": manifest, "path": ["spec"], **where, **texts, "related": [], "fix": None}


def write(**reports: Any) -> None:
    """Write reports into the folder `reports`."""
    Path("reports").mkdir(exist_ok=True)
    for name, data in reports.items():
        Path(f"reports/{name}.json").write_text(data if isinstance(data, str) else json.dumps(data), encoding="utf-8")


def merge(capsys: pytest.CaptureFixture[str], *argv: str) -> tuple[int, list[str], list[str]]:
    """Merge reports; return exit code, standard output and standard error."""
    code = main.run(["merge-reports", *(argv or ("reports",))])
    captured = capsys.readouterr()
    return code, captured.out.splitlines(), captured.err.splitlines()


def test_the_worst_comes_first_and_then_the_order_of_the_manifests(capsys: pytest.CaptureFixture[str]) -> None:
    arn = "arn:aws:sagemaker:us-east-1:111122223333:model-package/b-1"
    done = {"manifest": "b.yaml", **PASSED, "name": "b-1", "arn": arn, "action_taken": "created", "status": "Completed"}
    first = report("d.yaml", "a.yaml", command="create", exit_code=4)
    first["failures"] = [failure("d.yaml", "d-1 failed validation", 4), failure("a.yaml", "name taken", 6)]
    second = report("c.yaml", command="create", exit_code=5, failures=[failure("c.yaml", "timed out", 5)])
    second["results"].append(done)
    write(first=first, second=second)
    assert merge(capsys, "reports", "--output", "json=merged.json") == (
        6,
        [
            "Name conflict          a.yaml",
            "  Cause: name taken",
            "Validation failed      d.yaml",
            "  Cause: d-1 failed validation",
            "Timed out              c.yaml",
            "  Cause: timed out",
            f"Created and validated  b.yaml  {arn}",
            "4 manifests in 2 reports: Name conflict (1), Validation failed (1), Timed out (1), "
            "Created and validated (1); 0 errors, 0 warnings",
        ],
        [],
    )
    merged = json.loads(Path("merged.json").read_text("utf-8"))
    assert documents.error("report", merged) == ""
    assert [result["manifest"] for result in merged["results"]] == ["a.yaml", "b.yaml", "c.yaml", "d.yaml"]
    assert [each["message"] for each in merged["failures"]] == ["name taken", "timed out", "d-1 failed validation"]
    assert (merged["exit_code"], merged["results"][1]) == (6, done)


def test_findings_count_as_in_their_runs(capsys: pytest.CaptureFixture[str]) -> None:
    warned = report("a.yaml", exit_code=1, fail_on="warning", findings=[finding("a.yaml", "warning")])
    warned["results"][0] |= {"warnings": 2, "hidden": 1}
    write(a=warned, b=report("b.yaml", fail_on="warning"))
    code, out, err = merge(capsys)
    totals = "2 manifests in 2 reports: Check failed (1), Check passed (1); 0 errors, 2 warnings"
    assert (code, out, err) == (1, ["Check failed  a.yaml", "  Cause: message", "Check passed  b.yaml", totals], [])
    hidden = report("a.yaml", exit_code=1)
    hidden["results"][0] |= {"errors": 1, "hidden": 1}
    write(a=hidden, b=report("b.yaml"))
    assert merge(capsys)[0] == 1


@pytest.mark.parametrize(
    ("reports", "argv", "code", "totals", "messages"),
    [
        (
            {"a": report("a.yaml", shard="1/3"), "b": report("b.yaml", shard="3/3")},
            (),
            2,
            "2 manifests in 2 reports: Check passed (2); 0 errors, 0 warnings",
            ["no report of shard 2/3"],
        ),
        (
            {"a": report("a.yaml", shard="20/20")},
            (),
            2,
            "1 manifest in 1 report: Check passed (1); 0 errors, 0 warnings",
            [f"no report of shard {', '.join(f'{number}/20' for number in range(1, 11))} and 9 more"],
        ),
        (
            {"a": report("a.yaml", shard="1/2"), "b": report("b.yaml", shard="2/2"), "c": report(shard="2/2")},
            (),
            0,
            "2 manifests in 3 reports: Check passed (2); 0 errors, 0 warnings",
            [],
        ),
        (
            {"a": report("a.yaml", shard="1/2"), "b": report("b.yaml", shard="1/3")},
            (),
            2,
            "2 manifests in 2 reports: Check passed (2); 0 errors, 0 warnings",
            ["the reports are of different numbers of shards: 2, 3"],
        ),
        (
            {"a": report("a.yaml")},
            ("--expected-reports", "2"),
            2,
            "1 manifest in 1 report: Check passed (1); 0 errors, 0 warnings",
            ["found 1 report, expected 2"],
        ),
        (
            {"a": report("a.yaml"), "b": report()},
            ("--expected-reports", "2"),
            0,
            "1 manifest in 2 reports: Check passed (1); 0 errors, 0 warnings",
            [],
        ),
        (
            {"a": report("a.yaml"), "b": report("b.yaml", exit_code=130)},
            (),
            130,
            "2 manifests in 2 reports: Check passed (2); 0 errors, 0 warnings",
            ["reports/b.json: the run ended with exit code 130"],
        ),
    ],
)
def test_what_is_missing_fails_the_run(
    reports: dict[str, Any],
    argv: tuple[str, ...],
    code: int,
    totals: str,
    messages: list[str],
    capsys: pytest.CaptureFixture[str],
) -> None:
    write(**reports)
    found, out, err = merge(capsys, "reports", *argv)
    assert (found, out[-1], [line for line in err if not line.startswith(" ")]) == (
        code,
        totals,
        [f"sagemaker-marketplace: {message}" for message in messages],
    )


def test_a_repeated_run_replaces_the_first(capsys: pytest.CaptureFixture[str]) -> None:
    first = report("a.yaml", "b.yaml", exit_code=4, failures=[failure("a.yaml", "failed", 4), failure("", "no AWS", 3)])
    again = report("a.yaml", "b.yaml", "c.yaml")
    write(attempt1=first, attempt2=again)
    assert merge(capsys) == (
        0,
        [
            "reports/attempt1.json is left out: reports/attempt2.json has later results of its manifests",
            *(f"Check passed  {name}.yaml" for name in "abc"),
            "3 manifests in 1 report: Check passed (3); 0 errors, 0 warnings",
        ],
        [],
    )
    # The order of the arguments decides what is later.
    assert merge(capsys, "reports/attempt2.json", "reports/attempt1.json")[0] == 3


def test_of_a_manifest_in_two_reports_the_later_result_counts(capsys: pytest.CaptureFixture[str]) -> None:
    first = report(
        "a.yaml", "b.yaml", exit_code=4, failures=[failure("a.yaml", "failed", 4), failure("b.yaml", "no", 6)]
    )
    write(attempt1=first, attempt2=report("a.yaml", "c.yaml"))
    code, out, _ = merge(capsys)
    assert (code, out[0], out[-1]) == (
        6,
        "Name conflict  b.yaml",
        "3 manifests in 2 reports: Name conflict (1), Check passed (2); 0 errors, 0 warnings",
    )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "reports/x.json is not JSON"),
        ("", "reports/x.json is not JSON"),
        ("[" * 100_000, "reports/x.json is not JSON"),
        ("1" * 5_000, "reports/x.json is not JSON"),
        ("[]", "reports/x.json is not a report"),
        ('{"results": []}', "reports/x.json is not a report"),
        (
            report(schema_version="1"),
            "reports/x.json is not a valid report: schema_version: '1' is not of type 'integer'",
        ),
        (report(schema_version=2), "reports/x.json has schema version 2; this program reads 1"),
        (report(results={}), "reports/x.json is not a valid report: results: {} is not of type 'array'"),
        (report(exit_code=9), "reports/x.json is not a valid report: unknown exit code 9"),
        (report(errors=10**400), "reports/x.json is not a valid report: a number is out of range"),
        (report(extra=float("nan")), "reports/x.json is not a valid report: a number is out of range"),
        (
            json.dumps(report(extra=None)).replace("null", "[" * 120 + "]" * 120),
            "reports/x.json is not a valid report: it has more than 100 levels",
        ),
        (
            report(results=[{**PASSED, "manifest": "\x1b]0;x\x07::error::y\n" + "z" * 500, "arn": 1}]),
            "reports/x.json is not a valid report: results[0].arn: 1 is not of type 'string'",
        ),
    ],
)
def test_a_file_that_is_no_report_fails_the_run(content: Any, message: str, capsys: pytest.CaptureFixture[str]) -> None:
    write(a=report("a.yaml"), x=content)
    code, out, err = merge(capsys)
    totals = "1 manifest in 1 report: Check passed (1); 0 errors, 0 warnings"
    assert (code, out) == (2, ["Check passed  a.yaml", totals])
    assert (err[0], len(err)) == (f"sagemaker-marketplace: {message}", 2)


@pytest.mark.parametrize(
    ("argv", "message", "hint"),
    [
        ([], "no reports to merge", "name the files that --output json=FILE has written, or their folder"),
        (["none"], "file or folder not found: none (searched in {})", "check the path"),
        (["none/*.json"], "no file matches none/*.json (searched in {})", "check the path"),
        (["empty"], "no file matches empty/**/*.json (searched in {})", "check the path"),
        (
            ["reports"],
            "the reports are of different commands: reports/a.json is of check, reports/b.json of plan",
            "merge those of one kind at a time",
        ),
        (
            ["reports/a.json", "reports/c.json"],
            "the reports are of different settings of fail-on: reports/a.json is of error, reports/c.json of never",
            "merge those of one kind at a time",
        ),
        (
            ["reports/a.json", "--expected-reports", "x"],
            'invalid value for --expected-reports: "x"',
            "use a number from 0 to 2000, such as 0",
        ),
        (
            ["reports/a.json", "--output", "json=none/x"],
            "cannot write output none/x: No such file or directory",
            "create the directory first",
        ),
    ],
)
def test_invalid_arguments(argv: list[str], message: str, hint: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("empty").mkdir()
    write(a=report("a.yaml"), b=report("a.yaml", command="plan"), c=report("c.yaml", fail_on="never"))
    code = main.run(["merge-reports", *argv])
    captured = capsys.readouterr()
    lines = [f"sagemaker-marketplace: {message.format(Path.cwd())}", f"  {hint}"]
    assert (code, captured.out, captured.err.splitlines()) == (2, "", lines)
