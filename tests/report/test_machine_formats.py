"""Machine-readable formats: complete outputs, locations, fingerprints, and what other tools parse from them."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from sagemaker_marketplace import plugins, runner
from sagemaker_marketplace.manifest.findings import Edit, Finding, Location
from sagemaker_marketplace.report import events, report
from sagemaker_marketplace.report.events import Event
from sagemaker_marketplace.report.formats import jsonl, sarif, text
from sagemaker_marketplace.report.rule_pages import DOCS_URL

ROOT = Path(__file__).resolve().parents[2]
EXPECTED = Path(__file__).parent / "expected"
M = "manifests/ä b.yaml"


def rendered(name: str, stream: list[Event]) -> str:
    return "".join(f"{line}\n" for line in runner.render(name, report.build(stream, "create", "error")))


@pytest.mark.parametrize("stream", ["findings", "success", "failed-scan", "timed-out"])
@pytest.mark.parametrize("name", ["gitlab", "jsonl", "junit", "rdjson", "sarif"])
def test_recorded(name: str, stream: str, streams: dict[str, list[Event]]) -> None:
    assert rendered(name, streams[stream]) == (EXPECTED / f"{stream}.{name}").read_text()


# A finding with all fields, on a line with characters of one, two and four bytes.
SOURCE = ("kind: ModelPackage", "  - ml.ä𝄞 # x")
EDIT = Edit(Location(M, 2, 7), Location(M, 3, 1), "m5.large\n")
FULL_FINDING = Finding(
    ("spec", "Types", 0),
    Location(M, 2, 10),
    "warning",
    "unknown-instance-type",
    "[x](0) is {0} or {a}",
    "write ml.m5.large",
    ((Location(M, 1, 7), "the [kind]"),),
    EDIT,
    Location(M, 2, 12),
)
MANIFEST_READ = events.ManifestRead(M, {M: dict(enumerate(SOURCE, 1))})


def results(*findings: Finding) -> list[dict[str, Any]]:
    stream: list[Event] = [MANIFEST_READ, *(events.FindingReported(M, finding) for finding in findings)]
    (run,) = json.loads(rendered("sarif", stream))["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    found: list[dict[str, Any]] = run["results"]
    assert [rules[result["ruleIndex"]] for result in found] == [result["ruleId"] for result in found]
    assert rules == sorted({finding.rule for finding in findings})
    return found


def test_sarif_result() -> None:
    artifact = {"uri": "manifests/%C3%A4%20b.yaml", "uriBaseId": "%SRCROOT%"}
    region = {"startLine": 2, "startColumn": 10, "endLine": 2, "endColumn": 12}
    (result,) = results(FULL_FINDING)
    fingerprints = result.pop("partialFingerprints")
    assert list(fingerprints) == ["ruleFilePath/v1"]
    assert re.fullmatch("[0-9a-f]{32}:1", fingerprints["ruleFilePath/v1"])
    assert result == {
        "ruleId": "unknown-instance-type",
        "ruleIndex": 0,
        "level": "warning",
        "message": {"text": "[x\\](0) is {{0}} or {a}\nwrite ml.m5.large\n[the \\[kind\\]](1)"},
        "locations": [
            {
                "physicalLocation": {"artifactLocation": artifact, "region": region},
                "logicalLocations": [{"fullyQualifiedName": "spec.Types[0]"}],
            }
        ],
        "relatedLocations": [
            {
                "id": 1,
                "physicalLocation": {"artifactLocation": artifact, "region": {"startLine": 1, "startColumn": 7}},
                "message": {"text": "the [kind]"},
            }
        ],
        "fixes": [
            {
                "description": {"text": "write ml.m5.large"},
                "artifactChanges": [
                    {
                        "artifactLocation": artifact,
                        "replacements": [
                            {
                                "deletedRegion": {"startLine": 2, "startColumn": 7, "endLine": 3, "endColumn": 1},
                                "insertedContent": {"text": "m5.large\n"},
                            }
                        ],
                    }
                ],
            }
        ],
    }


def test_gitlab_issue() -> None:
    stream: list[Event] = [
        MANIFEST_READ,
        events.FindingReported(M, FULL_FINDING),
        events.FindingReported(M, FULL_FINDING),
    ]
    first, second = json.loads(rendered("gitlab", stream))
    assert first.pop("fingerprint") != second.pop("fingerprint")
    assert (
        first
        == second
        == {
            "description": "[x](0) is {0} or {a}; write ml.m5.large",
            "check_name": "unknown-instance-type",
            "severity": "minor",
            "location": {"path": M, "lines": {"begin": 2}},
        }
    )


def fingerprints(*findings: Finding) -> list[str]:
    return [result["partialFingerprints"]["ruleFilePath/v1"] for result in results(*findings)]


def test_a_fingerprint_does_not_depend_on_lines_or_wording() -> None:
    moved = replace(FULL_FINDING, location=Location(M, 40, 3), message="other words", hint="", severity="error")
    assert fingerprints(moved) == fingerprints(FULL_FINDING)


@pytest.mark.parametrize(
    "other",
    [
        FULL_FINDING,
        replace(FULL_FINDING, rule="r"),
        replace(FULL_FINDING, path=("spec",)),
        replace(FULL_FINDING, location=Location("b.yaml", 2, 10)),
    ],
    ids=["again", "rule", "path", "file"],
)
def test_fingerprints_of_different_findings_differ(other: Finding) -> None:
    assert len(set(fingerprints(FULL_FINDING, other))) == 2


@pytest.mark.parametrize(
    ("file", "uri"),
    [
        ("sagemaker-marketplace.yaml", "sagemaker-marketplace.yaml"),
        ("../a_b/c~1.yaml", "../a_b/c~1.yaml"),
        ("a:b%?#[].yaml", "a%3Ab%25%3F%23%5B%5D.yaml"),
        ("/srv/ä.yaml", "file:///srv/%C3%A4.yaml"),
    ],
)
def test_sarif_uri(file: str, uri: str) -> None:
    assert sarif.uri(file) == uri
    (result,) = results(replace(FULL_FINDING, location=Location(file, 1, 1)))
    base = {} if file.startswith("/") else {"uriBaseId": "%SRCROOT%"}
    assert result["locations"][0]["physicalLocation"]["artifactLocation"] == {"uri": uri, **base}


def test_sarif_contains_the_help_of_every_rule() -> None:
    names = [rule.name for rule in plugins.rules()]
    stream: list[Event] = [events.FindingReported(M, replace(FULL_FINDING, rule=name)) for name in names]
    rules = json.loads(rendered("sarif", stream))["runs"][0]["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == sorted(names)
    assert [rule["helpUri"] for rule in rules] == [f"{DOCS_URL}/{name}.md" for name in sorted(names)]
    titles = [rule["help"]["markdown"].partition("\n")[0] for rule in rules]
    assert titles == [f"# {name}" for name in sorted(names)]


def test_rdjson_columns_count_bytes() -> None:
    (diagnostic,) = json.loads(rendered("rdjson", [MANIFEST_READ, events.FindingReported(M, FULL_FINDING)]))[
        "diagnostics"
    ]
    assert diagnostic == {
        "message": "[x](0) is {0} or {a}\nwrite ml.m5.large",
        "location": {"path": M, "range": {"start": {"line": 2, "column": 14}, "end": {"line": 2, "column": 16}}},
        "severity": "WARNING",
        "code": {"value": "unknown-instance-type", "url": f"{DOCS_URL}/unknown-instance-type.md"},
        "suggestions": [
            {"range": {"start": {"line": 2, "column": 7}, "end": {"line": 3, "column": 1}}, "text": "m5.large\n"}
        ],
        "related_locations": [
            {"message": "the [kind]", "location": {"path": M, "range": {"start": {"line": 1, "column": 7}}}}
        ],
    }


def test_jsonl_prints_each_event_immediately() -> None:
    consumed: list[str] = []

    def stream() -> Any:
        for note in ("one", "two"):
            consumed.append(note)
            yield events.Note(M, note)

    lines = jsonl.render(stream())
    assert (json.loads(next(lines)), consumed) == ({"type": "note", "manifest": M, "text": "one"}, ["one"])
    assert (json.loads(next(lines)), consumed) == ({"type": "note", "manifest": M, "text": "two"}, ["one", "two"])


def test_jsonl_findings_have_the_fields_of_the_report() -> None:
    (line,) = jsonl.render([events.FindingReported(M, FULL_FINDING)])
    data = json.loads(json.dumps(report.finding_data(FULL_FINDING)))
    assert json.loads(line) == {"type": "finding", "manifest": M, "finding": data}


def match_problems(line: str) -> list[tuple[str | None, ...]]:
    """Return what the problem matchers extract from a line (actions/runner, IssueMatcher.cs)."""
    problems = []
    for matcher in json.loads((ROOT / ".github" / "problem-matcher.json").read_text())["problemMatcher"]:
        (pattern,) = matcher["pattern"]
        match = re.search(pattern["regexp"], line, re.ASCII)
        if match:
            severity = match[pattern["severity"]] if "severity" in pattern else matcher["severity"]
            problems.append(
                (severity, *(match[pattern[part]] for part in ("file", "line", "column", "message", "code")))
            )
    return problems


def test_the_problem_matcher_matches_findings_in_the_text_format(streams: dict[str, list[Event]]) -> None:
    lines = list(text.render(streams["findings"]))
    file = "manifests/churn.yaml"
    assert [problem for line in lines for problem in match_problems(line)] == [
        ("warning", file, "3", "1", "100% of, say, a::b", "arm64-instance-type"),
        ("error", file, "3", "27", 'invalid ModelPackageName: "churn_1" contains "_"', "invalid-format"),
        ("notice", file, "9", "1", "beyond the last line", "advice"),
    ]


def test_the_problem_matcher_matches_no_other_lines(streams: dict[str, list[Event]]) -> None:
    lines = [line for name in ("success", "failed-scan", "timed-out") for line in text.render(streams[name])]
    assert [line for line in lines if match_problems(line)] == []


@pytest.mark.parametrize(
    ("file", "is_checked"),
    [
        ("sagemaker-marketplace.yaml", True),
        ("models/churn/sagemaker-marketplace.yml", True),
        ("my-sagemaker-marketplace.yaml", False),
        ("sagemaker-marketplace.yaml.orig", False),
        ("sagemaker-marketplace.json", True),
    ],
)
def test_files_checked_by_the_pre_commit_hooks(file: str, is_checked: bool) -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    assert [hook["id"] for hook in hooks] == ["sagemaker-marketplace", "sagemaker-marketplace-docker"]
    # pre-commit searches the pattern in the path, without matching all of it.
    assert [bool(re.search(hook["files"], file)) for hook in hooks] == [is_checked, is_checked]


def test_the_documentation_lists_every_format() -> None:
    page = (ROOT / "docs" / "reference" / "formats.md").read_text()
    formats = page.partition("## SARIF")[0]
    assert sorted(re.findall(r"^\| `(\w+)` \|", formats, re.MULTILINE)) == plugins.formats()
