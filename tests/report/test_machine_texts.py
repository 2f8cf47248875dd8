"""Any text of others is data in the formats for other programs: it comes back as it was, and is no command anywhere."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import replace
from typing import Any
from urllib.parse import unquote
from xml.parsers import expat

from hypothesis import given, settings
from hypothesis import strategies as st

from sagemaker_marketplace import plugins
from sagemaker_marketplace.manifest import paths
from sagemaker_marketplace.manifest.findings import SEVERITIES, Edit, Finding, Location
from sagemaker_marketplace.report import events, report
from sagemaker_marketplace.report.events import Event
from sagemaker_marketplace.report.formats import junit

signs = ["::", "##[", "##[error]", "](", "[", "{0}", "{{1}}", "]]>", "<", "&", "&#9;", '"', "\\", "\n", "\r", "\t"]
odd = ["\0", "\x0b", "\x1b[31m", "\x7f", "\x85", "\u2028", "\u202e", "\ufffe", "\U0001d11e", "\ud800"]
texts = st.lists(st.sampled_from([*signs, *odd]) | st.text(max_size=3), max_size=8).map("".join)
locations = st.builds(Location, texts, st.integers(1, 4), st.integers(1, 9))
related = st.lists(st.tuples(locations, texts), max_size=2).map(tuple)
edits = st.none() | st.builds(Edit, locations, locations, texts)
keys = st.lists(texts | st.integers(0, 9), max_size=3).map(tuple)
findings = st.builds(Finding, keys, locations, st.sampled_from(SEVERITIES), texts, texts, texts, related, edits)
failures = st.builds(events.RunFailed, texts, texts, st.integers(1, 5), texts)
causes = st.builds(events.FailureCause, texts, texts, texts, keys, st.none() | locations)
diagnosed = st.builds(
    events.RunFailed, texts, texts, st.integers(1, 5), texts, st.tuples(causes, causes), st.tuples(texts), texts
)
sources = st.dictionaries(texts, st.lists(texts, max_size=3).map(tuple), max_size=2)


def in_json(name: str, stream: list[Event]) -> str:
    """A format's output, once it is sure that a runner finds no workflow command in it.

    Source: actions/runner, ActionCommand.cs: `::name::` counts at a line's start after blanks, `##[name]` anywhere.
    """
    form = plugins.output_format(name)
    printed = "".join(f"{line}\n" for line in form.render(stream))
    assert printed.isascii()
    assert "##[" not in printed
    assert {line[:1] for line in printed.split("\n")} <= {"{", "}", " ", ""}
    return printed


@settings(max_examples=200, deadline=None)
@given(findings, failures | diagnosed)
def test_jsonl_gives_the_same_text_back(finding: Finding, failure: events.RunFailed) -> None:
    reported, failed = in_json("jsonl", [events.FindingReported("m", finding), failure]).splitlines()
    assert json.loads(reported)["finding"] == json.loads(json.dumps(report.finding_data(finding)))
    assert json.loads(failed) == {"type": "failure", **json.loads(json.dumps(report.failure_data(failure)))}
    assert [json.loads(failed)[name] for name in ("manifest", "message", "exit_code", "hint", "logs")] == [
        failure.manifest,
        failure.message,
        failure.exit_code,
        failure.hint,
        failure.logs,
    ]


@settings(max_examples=200, deadline=None)
@given(findings, sources)
def test_rdjson_gives_the_same_text_back(finding: Finding, lines: Any) -> None:
    stream: list[Event] = [events.ManifestRead("m", lines), events.FindingReported("m", finding)]
    (found,) = json.loads(in_json("rdjson", stream))["diagnostics"]
    message = f"{finding.message}\n{finding.hint}" if finding.hint else finding.message
    assert (found["message"], found["code"]["value"]) == (message, finding.rule)
    told = [(one["location"]["path"], one["message"]) for one in found.get("related_locations", [])]
    assert [(found["location"]["path"], message), *told] == [
        (finding.location.file, message),
        *((location.file, about) for location, about in finding.related),
    ]
    assert [one["text"] for one in found.get("suggestions", [])] == ([finding.fix.text] if finding.fix else [])


def meant(message: str) -> str:
    """What a plain text message of SARIF says (3.11.5, 3.11.6)."""
    return re.sub(r"\{\{([0-9]+)\}\}", r"{\1}", message.replace("\\](", "]("))


def named(location: Any) -> str:
    uri: str = location["physicalLocation"]["artifactLocation"]["uri"]
    return unquote(uri.removeprefix("file://"), errors="surrogatepass")


@settings(max_examples=200, deadline=None)
@given(findings, failures)
def test_sarif_gives_the_same_text_back(finding: Finding, failure: events.RunFailed) -> None:
    stream: list[Event] = [
        events.FindingReported("m", finding),
        events.FindingReported("m", replace(finding, related=())),
        failure,
    ]
    (run,) = json.loads(in_json("sarif", stream))["runs"]
    linked, found = run["results"]
    assert meant(found["message"]["text"]) == "\n".join(filter(None, (finding.message, finding.hint)))
    assert found["locations"][0]["logicalLocations"] == [{"fullyQualifiedName": paths.text(finding.path)}]
    told = [(named(one), meant(one["message"]["text"])) for one in linked.get("relatedLocations", [])]
    assert [named(found["locations"][0]), *told] == [
        finding.location.file,
        *((location.file, about) for location, about in finding.related),
    ]
    (notification,) = run["invocations"][0]["toolExecutionNotifications"]
    manifest = f"{failure.manifest}: " if failure.manifest else ""
    words = filter(None, (f"{manifest}{failure.message}", failure.hint))
    assert meant(notification["message"]["text"]) == "\n".join(words)


@settings(max_examples=200, deadline=None)
@given(diagnosed)
def test_sarif_gives_causes_back(failure: events.RunFailed) -> None:
    (run,) = json.loads(in_json("sarif", [failure]))["runs"]
    (notification,) = run["invocations"][0]["toolExecutionNotifications"]
    message = meant(notification["message"]["text"])
    parts = [part for cause in failure.causes for part in (cause.cause, cause.fix, cause.evidence)]
    assert [part for part in (*parts, failure.hint, *failure.log_lines, failure.logs) if part not in message] == []


def elements(document: str) -> list[tuple[str, dict[str, str], str]]:
    """Each element of an XML document in order of its end: name, attributes, text."""
    found: list[tuple[str, dict[str, str], str]] = []
    begun: list[tuple[str, dict[str, str], list[str]]] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, attributes: begun.append((name, attributes, []))
    parser.CharacterDataHandler = lambda data: begun[-1][2].append(data)

    def end(_name: str) -> None:
        name, attributes, parts = begun.pop()
        found.append((name, attributes, "".join(parts)))

    parser.EndElementHandler = end
    parser.Parse(document.encode(), True)
    return found


def test_junit_of_nothing() -> None:
    assert elements("\n".join(junit.render([]))) == [
        ("testsuites", {"name": "sagemaker-marketplace", "tests": "0", "failures": "0", "errors": "0"}, "")
    ]


def allowed(written: str) -> str:
    """A text without the characters that XML 1.0 forbids (2.2, Char)."""
    return re.sub("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", written)


@settings(max_examples=200, deadline=None)
@given(findings, failures)
def test_xml_gives_the_same_text_back(finding: Finding, failure: events.RunFailed) -> None:
    stream: list[Event] = [events.FindingReported("m", replace(finding, severity="error")), failure]
    printed = "".join(f"{line}\n" for line in junit.render(stream))
    assert "##[" not in printed
    assert {line[:1] for line in printed.split("\n")} <= {"<", " ", ""}
    assert {sign for sign in printed if unicodedata.category(sign) in ("Cc", "Zl", "Zp")} == {"\n"}
    found = {name: (attributes, inside) for name, attributes, inside in elements(printed)}
    assert found["failure"][0] == {"type": "error", "message": allowed(finding.message)}
    assert found["error"] == (
        {"type": f"exit code {failure.exit_code}", "message": allowed(failure.message)},
        allowed(failure.hint),
    )
    assert allowed(finding.hint) in found["failure"][1]
