"""Findings as a Code Quality report, which GitLab shows in merge requests.

Source: docs.gitlab.com, ci/testing/code_quality, "Code Quality report format".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ...manifest.findings import ERROR, INFO, WARNING, Finding
from .. import events, report
from ._fingerprints import with_fingerprints
from .jsonl import encode

DESCRIPTION = "findings for GitLab: a Code Quality report"
LIVE = False
_SEVERITIES = {ERROR: "major", WARNING: "minor", INFO: "info"}


def render(stream: Iterable[events.Event], command: str = "check", fail_on: str = "error") -> Iterator[str]:
    """Yield one list of findings when the stream has ended."""
    found = report.build(stream, command, fail_on).findings
    yield encode([_issue(finding, fingerprint) for finding, fingerprint in with_fingerprints(found)], indent=2)


def _issue(finding: Finding, fingerprint: str) -> dict[str, Any]:
    return {
        "description": f"{finding.message}; {finding.hint}" if finding.hint else finding.message,
        "check_name": finding.rule,
        "fingerprint": fingerprint,
        "severity": _SEVERITIES[finding.severity],
        "location": {"path": finding.location.file, "lines": {"begin": finding.location.line}},
    }
