"""Images with one fault each: a rehearsal names the fault first, at the right line of the manifest."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from tests.container.rehearse import image_builds, rehearsals
from tests.container.rehearse.image_builds import Variant
from tests.container.rehearse.rehearsals import Rehearsal

pytestmark = pytest.mark.container

VARIANTS = [variant for variant in image_builds.described() if variant.number != "recorder"]
# Most of a rehearsal is waiting.
PARALLEL = 4
DURATION = re.compile(r"\d+(?:\.\d+)? m?s\b")


@pytest.fixture(scope="module")
def outcomes(built: dict[str, Variant], base: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Rehearsal]:
    """Rehearse all variants, and print a table of what was found."""
    manifests = [rehearsals.product(tmp_path_factory.mktemp("product"), variant) for variant in VARIANTS]
    with ThreadPoolExecutor(PARALLEL) as pool:
        runs = list(pool.map(lambda path: rehearsals.run(path, base), manifests))
    print("", *rows(runs), sep="\n")
    return {variant.number: run for variant, run in zip(VARIANTS, runs, strict=True)}


def rows(runs: list[Rehearsal]) -> Iterator[str]:
    """Yield the lines of the table: number, fault, what was reported first, where, seconds."""
    yield "| # | fault | reported first | where | s |\n| --- | --- | --- | --- | --- |"
    for variant, run in zip(VARIANTS, runs, strict=True):
        seen = summary(run)
        severity, where, message = (*seen["findings"], "nothing  ")[0].split(" ", 2)
        if seen["cause"]:
            severity, where, message = "error", seen["at"], seen["cause"]
        yield f"| {variant.number} | {variant.fault} | {severity}: {message} | {where} | {run.seconds:.1f} |"


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
        "cause": DURATION.sub("… s", cause.get("cause", "")),
        "at": dotted(cause["where"]["path"]) if cause else "",
        "words": "".join(failure["service_words"] for failure in report["failures"]),
        "findings": [shown(finding) for finding in report["findings"] if finding not in causes],
    }


def shown(finding: dict[str, Any]) -> str:
    """Return severity, rule, path and message of a finding, without measured durations."""
    message = DURATION.sub("… s", finding["message"])
    return f"{finding['severity']}[{finding['rule']}] {dotted(finding['path'])} {message}"


def dotted(path: list[str | int]) -> str:
    """Return a path as a string, from the job's definition or the container if it is in one of them."""
    text = ".".join(map(str, path))
    for name, start in (("job", rehearsals.JOB), ("container", rehearsals.CONTAINER)):
        text = text.replace(".".join(map(str, start)), name)
    return text


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: f"{variant.number} {variant.fault}".rstrip())
def test_the_fault_is_the_cause_named_first(variant: Variant, outcomes: dict[str, Rehearsal]) -> None:
    outcome = outcomes[variant.number]
    seen, expected = summary(outcome), {"cause": "", "at": "", "words": "", "findings": [], **variant.expect}
    # Engines differ in their words: one of several, or a part of them.
    words = [expected.pop("words")] if isinstance(expected["words"], str) else expected.pop("words")
    reported = seen.pop("words")
    assert seen == {"exit_code": 4 if expected["cause"] else 0, **expected}, "\n".join(outcome.log[-20:])
    assert any(each in reported if each else not reported for each in words), reported


@pytest.mark.parametrize("number", ["inference-server", *(each.number for each in VARIANTS if each.number[0] == "g")])
def test_good_images_have_neither_errors_nor_warnings(number: str, outcomes: dict[str, Rehearsal]) -> None:
    outcome = outcomes[number]
    findings = [each for each in summary(outcome)["findings"] if not each.startswith("info[")]
    assert (outcome.exit_code, outcome.report["failures"], findings) == (0, [], [])
