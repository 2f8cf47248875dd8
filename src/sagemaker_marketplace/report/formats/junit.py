"""JUnit XML: a test suite a manifest, in it a failed test case a finding.

There is no standard; this keeps to what Jenkins, GitLab and others read: suites, cases, failure, error, system-out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...manifest import paths
from ...manifest.findings import INFO, Finding
from .. import messages, report
from ..events import Event, RunFailed

DESCRIPTION = "JUnit XML at the end: a test suite a manifest, a failed case a finding"
LIVE = False
NAME = "sagemaker-marketplace"
# Source: Extensible Markup Language (XML) 1.0, fifth edition, 2.2 (Char).
_FORBIDDEN = [*range(9), 11, 12, *range(14, 32), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF]
# Allowed, but read as something else, or as the end of a line, when they stand there as themselves.
_REFERRED = [9, 10, 13, *range(127, 160), 0x2028, 0x2029, *map(ord, '&<>"')]
_TABLE: dict[int, str | None] = {**dict.fromkeys(_FORBIDDEN), **{code: f"&#{code};" for code in _REFERRED}}


def render(stream: Iterable[Event], command: str = "check", fail_on: str = "error") -> Iterator[str]:
    """Give the document, line by line, when the stream has ended."""
    whole = report.fold(stream, command, fail_on)
    suites = [_Suite(name, command, result.findings, result.failures) for name, result in whole.results.items()]
    stray = [failure for failure in whole.failures if not failure.manifest]
    if stray:
        suites.append(_Suite(NAME, command, [], stray))
    counts = (sum(suite.tests for suite in suites), sum(suite.failed for suite in suites), len(whole.failures))
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield f"<testsuites {_attributes(name=NAME)} {_counts(*counts)}>"
    for suite in suites:
        yield from suite.lines()
    yield "</testsuites>"


def escaped(text: str) -> str:
    """A text for an attribute or between tags, on one line; characters that XML forbids are left out.

    A runner finds no workflow command in it (actions/runner, ActionCommand.cs: `##[name]` counts anywhere in a line).
    """
    return text.translate(_TABLE).replace("##[", "#&#35;[")


class _Suite:
    def __init__(self, name: str, command: str, findings: list[Finding], failures: list[RunFailed]) -> None:
        self.name = name
        self.command = command
        self.found = [finding for finding in findings if finding.severity != INFO]
        self.advice = [finding for finding in findings if finding.severity == INFO]
        self.failures = failures
        self.failed = len(self.found)
        self.tests = self.failed + len(failures) or 1

    def lines(self) -> Iterator[str]:
        yield f"  <testsuite {_attributes(name=self.name)} {_counts(self.tests, self.failed, len(self.failures))}>"
        yield from (_finding(self.name, finding) for finding in self.found)
        yield from (_failure(self.name, self.command, failure) for failure in self.failures)
        if not self.found and not self.failures:
            yield f"    <testcase {_attributes(classname=self.name, name=self.command)}/>"
        if self.advice:
            told = "\n".join(_told(finding) for finding in self.advice)
            yield f"    <system-out>{escaped(told)}</system-out>"
        yield "  </testsuite>"


def _finding(suite: str, finding: Finding) -> str:
    name = f"{finding.rule}: {paths.text(finding.path)}"
    case = _attributes(classname=suite, name=name, file=finding.location.file, line=str(finding.location.line))
    failure = _attributes(type=finding.severity, message=finding.message)
    return f"    <testcase {case}><failure {failure}>{escaped(_told(finding))}</failure></testcase>"


def _failure(suite: str, command: str, failure: RunFailed) -> str:
    error = _attributes(type=f"exit code {failure.exit_code}", message=failure.message)
    case = _attributes(classname=suite, name=command)
    return f"    <testcase {case}><error {error}>{escaped(failure.hint)}</error></testcase>"


def _told(finding: Finding) -> str:
    return "\n".join(messages.finding_lines(finding, ()))


def _counts(tests: int, failures: int, errors: int) -> str:
    return _attributes(tests=str(tests), failures=str(failures), errors=str(errors))


def _attributes(**values: str) -> str:
    return " ".join(f'{name}="{escaped(value)}"' for name, value in values.items())
