"""Untrusted strings in machine-readable formats: parsing returns them unchanged, and none is a workflow command."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import replace
from typing import Any
from urllib.parse import unquote
from xml.parsers import expat

from hypothesis import given
from hypothesis import strategies as st

from sagemaker_marketplace import plugins
from sagemaker_marketplace.manifest import paths
from sagemaker_marketplace.manifest.findings import SEVERITIES, Edit, Finding, Location
from sagemaker_marketplace.report import events, report, untrusted
from sagemaker_marketplace.report.events import Event
from sagemaker_marketplace.report.formats import junit

special_strings = [
    "::",
    "##[",
    "##[error]",
    "](",
    "[",
    "{0}",
    "{{1}}",
    "]]>",
    "<",
    "&",
    "&#9;",
    '"',
    "\\",
    "\n",
    "\r",
    "\t",
]
control_characters = ["\0", "\x0b", "\x1b[31m", "\x7f", "\x85", "\u2028", "\u202e", "\ufffe", "\U0001d11e", "\ud800"]
strings = st.lists(st.sampled_from([*special_strings, *control_characters]) | st.text(max_size=3), max_size=8).map(
    "".join
)
locations = st.builds(Location, strings, st.integers(1, 4), st.integers(1, 9))
related = st.lists(st.tuples(locations, strings), max_size=2).map(tuple)
edits = st.none() | st.builds(Edit, locations, locations, strings)
keys = st.lists(strings | st.integers(0, 9), max_size=3).map(tuple)
findings = st.builds(Finding, keys, locations, st.sampled_from(SEVERITIES), strings, strings, strings, related, edits)
failures = st.builds(events.RunFailed, strings, strings, st.integers(1, 5), strings)
causes = st.builds(
    events.FailureCause, strings, strings, strings, keys, st.none() | locations, st.tuples(findings) | st.just(())
)
diagnosed = st.builds(
    events.RunFailed,
    strings,
    strings,
    st.integers(1, 5),
    strings,
    st.tuples(causes, causes),
    st.tuples(strings),
    strings,
)
sources = st.dictionaries(strings, st.dictionaries(st.integers(1, 3), strings, max_size=3), max_size=2)


def render_json(name: str, stream: list[Event]) -> str:
    """Return a format's output after asserting that it contains no workflow command.

    Source: actions/runner, ActionCommand.cs: `::name::` counts at the start of a line, `##[name]` anywhere.
    """
    printed = "".join(f"{line}\n" for line in plugins.output_format(name).render(stream))
    assert printed.isascii()
    assert "##[" not in printed
    assert {line[:1] for line in printed.split("\n")} <= {"{", "}", " ", ""}
    return printed


@given(findings, failures | diagnosed)
def test_jsonl_strings_round_trip(finding: Finding, failure: events.RunFailed) -> None:
    reported, failed = render_json("jsonl", [events.FindingReported("m", finding), failure]).splitlines()
    assert json.loads(reported)["finding"] == json.loads(json.dumps(report.finding_data(finding)))
    assert json.loads(failed) == {"type": "failure", **json.loads(json.dumps(report.failure_data(failure)))}
    assert [json.loads(failed)[name] for name in ("manifest", "message", "exit_code", "hint", "logs")] == [
        failure.manifest,
        failure.message,
        failure.exit_code,
        failure.hint,
        failure.logs,
    ]


@given(findings, sources)
def test_rdjson_strings_round_trip(finding: Finding, lines: Any) -> None:
    stream: list[Event] = [events.ManifestRead("m", lines), events.FindingReported("m", finding)]
    (diagnostic,) = json.loads(render_json("rdjson", stream))["diagnostics"]
    message = f"{finding.message}\n{finding.hint}" if finding.hint else finding.message
    assert (diagnostic["message"], diagnostic["code"]["value"]) == (message, finding.rule)
    related_messages = [(item["location"]["path"], item["message"]) for item in diagnostic.get("related_locations", [])]
    assert [(diagnostic["location"]["path"], message), *related_messages] == [
        (finding.location.file, message),
        *((location.file, about) for location, about in finding.related),
    ]
    assert [suggestion["text"] for suggestion in diagnostic.get("suggestions", [])] == (
        [finding.fix.text] if finding.fix else []
    )


def unescape_sarif(message: str) -> str:
    """Return a plain text message of SARIF without its escapes (3.11.5, 3.11.6)."""
    return re.sub(r"\{\{([0-9]+)\}\}", r"{\1}", message.replace("\\](", "]("))


def file_name(location: Any) -> str:
    uri: str = location["physicalLocation"]["artifactLocation"]["uri"]
    return unquote(uri.removeprefix("file://"), errors="surrogatepass")


@given(findings, failures)
def test_sarif_strings_round_trip(finding: Finding, failure: events.RunFailed) -> None:
    stream: list[Event] = [
        events.FindingReported("m", finding),
        events.FindingReported("m", replace(finding, related=())),
        failure,
    ]
    (run,) = json.loads(render_json("sarif", stream))["runs"]
    result_with_related, result = run["results"]
    assert unescape_sarif(result["message"]["text"]) == "\n".join(filter(None, (finding.message, finding.hint)))
    assert result["locations"][0]["logicalLocations"] == [{"fullyQualifiedName": paths.text(finding.path)}]
    related_messages = [
        (file_name(item), unescape_sarif(item["message"]["text"]))
        for item in result_with_related.get("relatedLocations", [])
    ]
    assert [file_name(result["locations"][0]), *related_messages] == [
        finding.location.file,
        *((location.file, about) for location, about in finding.related),
    ]
    (notification,) = run["invocations"][0]["toolExecutionNotifications"]
    manifest = f"{failure.manifest}: " if failure.manifest else ""
    parts = filter(None, (f"{manifest}{failure.message}", failure.hint))
    assert unescape_sarif(notification["message"]["text"]) == "\n".join(parts)


@given(diagnosed)
def test_sarif_contains_all_strings_of_causes(failure: events.RunFailed) -> None:
    (run,) = json.loads(render_json("sarif", [failure]))["runs"]
    (notification,) = run["invocations"][0]["toolExecutionNotifications"]
    message = unescape_sarif(notification["message"]["text"])
    parts = [part for cause in failure.causes for part in (cause.cause, cause.fix, cause.evidence)]
    parts += [finding.message for cause in failure.causes for finding in cause.findings]
    assert [part for part in (*parts, failure.hint, *failure.log_lines, failure.logs) if part not in message] == []


def elements(document: str) -> list[tuple[str, dict[str, str], str]]:
    """Return the name, attributes and text of each element of an XML document, in the order of end tags."""
    ended: list[tuple[str, dict[str, str], str]] = []
    open_elements: list[tuple[str, dict[str, str], list[str]]] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, attributes: open_elements.append((name, attributes, []))
    parser.CharacterDataHandler = lambda data: open_elements[-1][2].append(data)

    def end(_name: str) -> None:
        name, attributes, parts = open_elements.pop()
        ended.append((name, attributes, "".join(parts)))

    parser.EndElementHandler = end
    parser.Parse(document.encode(), True)
    return ended


def test_junit_without_events() -> None:
    assert elements("\n".join(junit.render([]))) == [
        ("testsuites", {"name": "sagemaker-marketplace", "tests": "0", "failures": "0", "errors": "0"}, "")
    ]


def without_forbidden(string: str) -> str:
    """Return a string without the characters that XML 1.0 forbids (2.2, Char)."""
    string = string.translate(untrusted.HIDDEN)
    return re.sub("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", string)


@given(findings, failures)
def test_junit_strings_round_trip(finding: Finding, failure: events.RunFailed) -> None:
    stream: list[Event] = [events.FindingReported("m", replace(finding, severity="error")), failure]
    printed = "".join(f"{line}\n" for line in junit.render(stream))
    assert "##[" not in printed
    assert {line[:1] for line in printed.split("\n")} <= {"<", " ", ""}
    assert {character for character in printed if unicodedata.category(character) in ("Cc", "Zl", "Zp")} == {"\n"}
    by_name = {name: (attributes, content) for name, attributes, content in elements(printed)}
    assert by_name["failure"][0] == {"type": "error", "message": without_forbidden(finding.message)}
    assert by_name["error"] == (
        {"type": f"exit code {failure.exit_code}", "message": without_forbidden(failure.message)},
        without_forbidden(failure.hint),
    )
    assert without_forbidden(finding.hint) in by_name["failure"][1]
