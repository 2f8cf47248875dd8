"""SARIF 2.1.0, for code scanning and other collectors of findings.

Source: OASIS, Static Analysis Results Interchange Format (SARIF) Version 2.1.0; section numbers below are its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from inspect import cleandoc
from typing import Any

from ... import __version__, plugins
from ...manifest import paths
from ...manifest.findings import ERROR, INFO, WARNING, Edit, Finding, Location
from .. import built_in_pages, built_in_rules, messages, report, rule_pages
from ..events import Event, RunFailed
from ._fingerprints import with_fingerprints
from .jsonl import encode

DESCRIPTION = "SARIF 2.1.0, for code scanning"
LIVE = False
NAME = "sagemaker-marketplace"
SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
ROOT = "%SRCROOT%"
# A change of what is hashed needs a new version (3.27.17).
FINGERPRINT = "ruleFilePath/v1"
_LEVELS = {ERROR: "error", WARNING: "warning", INFO: "note"}
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/")
_PLACEHOLDER = re.compile(r"\{([0-9]+)\}")
_BRACKET = re.compile(r"[\[\]\\]")


def render(stream: Iterable[Event], command: str = "check", fail_on: str = "error") -> Iterator[str]:
    """Yield one log with one run when the stream has ended."""
    run_report = report.build(stream, command, fail_on)
    run = {
        "tool": {"driver": {"name": NAME, "version": __version__, "rules": _rules(run_report.findings)}},
        "originalUriBaseIds": {ROOT: {"description": {"text": "The folder the command ran in."}}},
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(run_report)],
        "results": list(_results(run_report.findings)),
    }
    yield encode({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2)


def plain(text: str) -> str:
    """Escape a plain text message, so that nothing in it is a placeholder (3.11.5) or a link (3.11.6)."""
    return _PLACEHOLDER.sub(r"{{\1}}", text).replace("](", "\\](")


def uri(file: str) -> str:
    """Return a file's name as a relative reference, or as a `file` URI if it is absolute (RFC 3986)."""
    written = "".join(
        chr(byte) if byte in _UNRESERVED else f"%{byte:02X}" for byte in file.encode("utf-8", "surrogatepass")
    )
    return f"file://{written}" if written.startswith("/") else written


def _rules(findings: list[Finding]) -> list[dict[str, Any]]:
    """The rules that have findings, by name."""
    known = {rule.name: rule for rule in plugins.all_rules()}
    return [_rule(name, known.get(name)) for name in sorted({finding.rule for finding in findings})]


def _rule(name: str, rule: plugins.Rule | None) -> dict[str, Any]:
    if rule is None:
        about = built_in_rules.BUILT_IN.get(name, name)
        texts: dict[str, Any] = {part: {"text": about} for part in ("shortDescription", "fullDescription", "help")}
        if name in built_in_rules.BUILT_IN:
            page = built_in_pages.page(built_in_pages.rules()[name])
            texts["help"] = {"text": page, "markdown": page}
        return {"id": name, **texts, "helpUri": rule_pages.url(name)}
    page = rule_pages.page(rule)
    return {
        "id": name,
        "helpUri": rule_pages.url(name),
        "shortDescription": {"text": rule_pages.summary(rule)},
        "fullDescription": {"text": cleandoc(str(rule.module.__doc__))},
        "help": {"text": page, "markdown": page},
        "defaultConfiguration": {"level": _LEVELS[rule.module.SEVERITY]},
        "properties": {"tags": [rule.family]},
    }


def _invocation(run_report: report.Report) -> dict[str, Any]:
    return {
        "executionSuccessful": not run_report.failures,
        "exitCode": run_report.exit_code,
        "toolExecutionNotifications": [_notification(failure) for failure in run_report.failures],
    }


def _notification(failure: RunFailed) -> dict[str, Any]:
    message = f"{failure.manifest}: {failure.message}" if failure.manifest else failure.message
    return {
        "level": "error",
        "message": {"text": plain("\n".join(filter(None, [message, messages.failure_text(failure)])))},
    }


def _results(findings: list[Finding]) -> Iterator[dict[str, Any]]:
    indices = {name: index for index, name in enumerate(sorted({finding.rule for finding in findings}))}
    for finding, fingerprint in with_fingerprints(findings):
        yield _result(finding, indices[finding.rule], fingerprint)


def _result(finding: Finding, index: int, fingerprint: str) -> dict[str, Any]:
    where = {
        **_location(finding.location, finding.end),
        "logicalLocations": [{"fullyQualifiedName": paths.text(finding.path)}],
    }
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": _LEVELS[finding.severity],
        "message": {"text": _message(finding)},
        "locations": [where],
        "partialFingerprints": {FINGERPRINT: fingerprint},
    }
    if finding.related:
        result["relatedLocations"] = [
            {"id": number, **_location(location), "message": {"text": plain(text)}}
            for number, (location, text) in enumerate(finding.related, 1)
        ]
    if finding.fix:
        result["fixes"] = [_fix(finding.fix, finding.hint or finding.message)]
    return result


def _message(finding: Finding) -> str:
    """The message, the hint, and a link to each related location: code scanning shows those that are linked."""
    lines = [plain(text) for text in (finding.message, finding.hint) if text]
    return "\n".join([*lines, *(_link(text, number) for number, (_, text) in enumerate(finding.related, 1))])


def _link(text: str, number: int) -> str:
    shown = _PLACEHOLDER.sub(r"{{\1}}", _BRACKET.sub(r"\\\g<0>", text))
    return f"[{shown}]({number})"


def _location(start: Location, end: Location | None = None) -> dict[str, Any]:
    """A region whose end is not part of it (3.30.8); without an end, it ends with its line (3.30.7)."""
    region = {"startLine": start.line, "startColumn": start.column}
    if end:
        region.update(endLine=end.line, endColumn=end.column)
    return {"physicalLocation": {"artifactLocation": _artifact(start.file), "region": region}}


def _artifact(file: str) -> dict[str, str]:
    reference = uri(file)
    return {"uri": reference} if reference.startswith("file:") else {"uri": reference, "uriBaseId": ROOT}


def _fix(edit: Edit, about: str) -> dict[str, Any]:
    deleted = {"startLine": edit.start.line, "startColumn": edit.start.column}
    deleted.update(endLine=edit.end.line, endColumn=edit.end.column)
    replacement = {"deletedRegion": deleted, "insertedContent": {"text": edit.text}}
    change = {"artifactLocation": _artifact(edit.start.file), "replacements": [replacement]}
    return {"description": {"text": plain(about)}, "artifactChanges": [change]}
