"""JUnit XML: a test suite for each manifest, with a failed test case for each error and warning.

There is no standard; the elements are those that Jenkins and GitLab read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from ...manifest import paths
from ...manifest.findings import INFO, Finding
from .. import messages, report, rule_pages, untrusted
from ..events import Event, RunFailed

DESCRIPTION = "JUnit XML: a suite per manifest, a failed case per finding"
LIVE = False
NAME = "sagemaker-marketplace"
# Source: Extensible Markup Language (XML) 1.0, fifth edition, 2.2 (Char).
_FORBIDDEN = dict.fromkeys([*range(9), 11, 12, *range(14, 32), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF])
_REMOVED = {**_FORBIDDEN, **untrusted.HIDDEN}
# Control characters that XML allows and ElementTree does not escape in text.
_CONTROLS = {code: f"&#{code};" for code in (9, 13, 127)}


def render(stream: Iterable[Event], command: str = "check", fail_on: str = "error") -> Iterator[str]:
    """Yield the lines of the document when the stream has ended."""
    whole = report.build(stream, command, fail_on)
    root = Element("testsuites")
    for name, result in whole.results.items():
        _add_suite(root, name, command, result.findings, result.failures)
    if whole.general_failures:
        _add_suite(root, NAME, command, [], whole.general_failures)
    totals = {count: str(sum(int(suite.attrib[count]) for suite in root)) for count in ("tests", "failures", "errors")}
    root.attrib.update(name=NAME, **totals)
    yield from serialize(root).split("\n")


def serialize(root: Element) -> str:
    """Return an indented document without characters that a runner or a terminal interprets.

    Text stays on the line of its element and `##[` is escaped, so that a job log has no workflow command in it
    (actions/runner, ActionCommand.cs: `::name::` at the start of a line, `##[name]` anywhere).
    """
    indent(root)
    document = tostring(root, "us-ascii", xml_declaration=True).decode()
    # A line feed that is not followed by a tag is part of the text of an element.
    document = re.sub(r"\n(?! *<)", "&#10;", document)
    return document.translate(_CONTROLS).replace("##[", "#&#35;[")


def _add_suite(
    root: Element, name: str, command: str, findings: Iterable[Finding], failures: Iterable[RunFailed]
) -> None:
    suite = _add(root, "testsuite", name=name)
    notes = []
    for finding in findings:
        text = "\n".join([*messages.finding_lines(finding, {}), rule_pages.url(finding.rule)])
        if finding.severity == INFO:
            notes.append(text)
            continue
        location = {"file": finding.location.file, "line": str(finding.location.line)}
        case = _add(suite, "testcase", classname=name, name=f"{finding.rule}: {paths.text(finding.path)}", **location)
        _add(case, "failure", text, type=finding.severity, message=finding.message)
    for failure in failures:
        case = _add(suite, "testcase", classname=name, name=command)
        _add(
            case,
            "error",
            messages.failure_text(failure),
            type=f"exit code {failure.exit_code}",
            message=failure.message,
        )
    if not len(suite):
        _add(suite, "testcase", classname=name, name=command)
    failed, errors = (len(suite.findall(f"testcase/{tag}")) for tag in ("failure", "error"))
    suite.attrib.update(tests=str(len(suite)), failures=str(failed), errors=str(errors))
    if notes:
        _add(suite, "system-out", "\n".join(notes))


def _add(parent: Element, tag: str, text: str = "", **attributes: str) -> Element:
    """Add an element, without the characters that XML forbids and those that change the order of text."""
    element = SubElement(parent, tag, {name: value.translate(_REMOVED) for name, value in attributes.items()})
    element.text = text.translate(_REMOVED)
    return element
