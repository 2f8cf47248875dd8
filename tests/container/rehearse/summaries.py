"""What a rehearsal of a variant reported, in a form that tests compare and print."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from tests.container.rehearse import rehearsals
from tests.container.rehearse.image_builds import Variant
from tests.container.rehearse.rehearsals import Rehearsal

_DURATION = re.compile(r"\d+(?:\.\d+)? m?s\b")
# How paths are shown: from one of these.
_STARTS = {"job": rehearsals.JOB, "training": rehearsals.TRAINING_JOB, "container": rehearsals.CONTAINER}


def check(variant: Variant, outcome: Rehearsal) -> None:
    """Compare everything that a rehearsal reported with what the variant expects."""
    seen, expected = summary(outcome), {"cause": "", "at": "", "words": "", "findings": [], **variant.expect}
    # Engines differ in their words: one of several, or a part of them.
    words = [expected.pop("words")] if isinstance(expected["words"], str) else expected.pop("words")
    reported = seen.pop("words")
    assert seen == {"exit_code": 4 if expected["cause"] else 0, **expected}, outcome.report
    assert any(each in reported if each else not reported for each in words), reported


def check_silent(outcome: Rehearsal) -> None:
    """Check that a rehearsal reported neither errors nor warnings."""
    findings = [each for each in summary(outcome)["findings"] if not each.startswith("info[")]
    assert (outcome.exit_code, outcome.report["failures"], findings) == (0, [], [])


def rows(variants: Sequence[Variant], runs: Sequence[Rehearsal]) -> Iterator[str]:
    """Yield the lines of the table: number, fault, what was reported first, where."""
    yield "| # | fault | reported first | where |\n| --- | --- | --- | --- |"
    for variant, run in zip(variants, runs, strict=True):
        seen = summary(run)
        severity, where, message = (*seen["findings"], "nothing  ")[0].split(" ", 2)
        if seen["cause"]:
            severity, where, message = "error", seen["at"], seen["cause"]
        yield f"| {variant.number} | {variant.fault} | {severity}: {message} | {where} |"


def summary(outcome: Rehearsal) -> dict[str, Any]:
    """Return what a rehearsal reported: the first cause, where, AWS's words, and the findings besides the causes.

    A finding is its severity and rule, its path and its message. Each location is checked to be the line of its path.
    """
    report = outcome.report
    cause = outcome.first_cause
    places = [*report["findings"], *([cause["where"]] if cause else [])]
    assert [place["line"] for place in places] == [outcome.line_of(place["path"]) for place in places]
    causes = [finding for finding in report["findings"] if finding["rule"] == "rehearsal-failed"]
    assert [finding["message"] for finding in causes[:1]] == [cause["cause"] for cause in [cause] if cause]
    return {
        "exit_code": outcome.exit_code,
        "cause": _DURATION.sub("… s", cause.get("cause", "")),
        "at": _dotted(cause["where"]["path"]) if cause else "",
        "words": "".join(failure["service_words"] for failure in report["failures"]),
        "findings": [_shown(finding) for finding in report["findings"] if finding not in causes],
    }


def _shown(finding: dict[str, Any]) -> str:
    """Return severity, rule, path and message of a finding, without measured durations."""
    message = _DURATION.sub("… s", finding["message"])
    return f"{finding['severity']}[{finding['rule']}] {_dotted(finding['path'])} {message}"


def _dotted(path: list[str | int]) -> str:
    """Return a path as a string, from a job's definition or the container if it is in one of them."""
    text = ".".join(map(str, path))
    for name, start in _STARTS.items():
        text = text.replace(".".join(map(str, start)), name)
    return text
