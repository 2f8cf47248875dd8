"""Compare the findings on real requests with the expected ones, and explain the differences (`make verdicts`)."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from sagemaker_marketplace.check import check
from sagemaker_marketplace.facts.facts import Facts
from sagemaker_marketplace.init import convert
from sagemaker_marketplace.manifest import reader

REQUESTS = Path(__file__).parent.parent / "tests" / "requests"
# Why an expected finding is missing, or has another severity, by number of the request and end of the path.
KNOWN_DIFFERENCES = {
    ("002", "/TrainingSpecification/SupportedTrainingInstanceTypes"): (
        "the rules can't know that scikit-learn does not use GPUs"
    ),
    ("010", "/ModelPackageDescription"): "the rules can't know that the description is of another product",
    ("014", "TransformResources/InstanceType"): "a warning, because no source states that the service rejects it",
}

Finding = tuple[str, str, str]


def main() -> int:
    """Print the comparison; return 1 if there is an unexplained difference."""
    unexplained = 0
    for path in sorted(REQUESTS.glob("*.json")):
        case = json.loads(path.read_text(encoding="utf-8"))
        findings = _findings(path.name, case)
        print(f"\n{path.name}")
        for verdict in case["verdicts"]:
            unexplained += _compare(path.name[:3], verdict, findings)
        unexplained += _additional(case["verdicts"], findings)
    print(f"\nunexplained differences: {unexplained}")
    return 1 if unexplained else 0


def _findings(name: str, case: dict[str, Any]) -> list[Finding]:
    kind = case["operation"].removeprefix("Create")
    text = convert.write(kind, case["region"], case["request"], name)
    document = reader.parse(name, text.encode(), lambda *_: ("", b""), {})
    findings = check.findings(document, Facts())
    return [("/" + "/".join(map(str, finding.path[1:])), finding.severity, finding.rule) for finding in findings]


def _matches(path: str, verdict: dict[str, str]) -> bool:
    return path == verdict["where"] or path.startswith(f"{verdict['where']}/")


def _compare(number: str, verdict: dict[str, str], findings: list[Finding]) -> int:
    """Print the findings for one expected finding; return 1 if it is missing without an explanation."""
    where, expected = verdict["where"], verdict["severity"]
    matching = [(severity, rule) for path, severity, rule in findings if _matches(path, verdict)]
    exact = [rule for severity, rule in matching if severity == expected]
    others = [f"{rule} ({severity})" for severity, rule in matching if severity != expected]
    reason = next(
        (why for (request, end), why in KNOWN_DIFFERENCES.items() if number == request and where.endswith(end)), ""
    )
    rules = ", ".join(dict.fromkeys(exact or others)) or "no finding"
    print(f"  {expected:8}{where}: {rules}{f' ({reason})' if reason else ''}")
    return int(not exact and not reason)


def _additional(verdicts: list[dict[str, str]], findings: list[Finding]) -> int:
    """Print the findings that are not expected; return the number of errors among them, which are false positives."""
    false_positives = 0
    for path, severity, rule in findings:
        if not any(_matches(path, verdict) for verdict in verdicts):
            print(f"  +{severity:7}{path}: {rule} ({'FALSE POSITIVE' if severity == 'error' else 'additional'})")
            false_positives += severity == "error"
    return false_positives


if __name__ == "__main__":
    sys.exit(main())
