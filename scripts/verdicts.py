"""Every finding on real sellers' requests beside the experts' verdicts, and why they differ (`make verdicts`)."""

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
# Why a verdict has no finding of its severity at its place: file, or place, or both.
MISSED = {
    (
        "002",
        "/TrainingSpecification/SupportedTrainingInstanceTypes",
    ): "told; that scikit-learn uses no GPU, no file shows",
    ("010", "/ModelPackageDescription"): "that a description speaks of another product, no file shows",
    ("014", "TransformResources/InstanceType"): "a warning: no source says that the service refuses it",
}


def main() -> int:
    """Print the table; the exit code is 1 when a difference has no reason."""
    unexplained = 0
    for path in sorted(REQUESTS.glob("*.json")):
        case = json.loads(path.read_text(encoding="utf-8"))
        findings = _findings(path.name, case)
        print(f"\n{path.name}")
        for verdict in case["verdicts"]:
            unexplained += _verdict(path.name[:3], verdict, findings)
        unexplained += _further(case["verdicts"], findings)
    print(f"\n{unexplained} differences without a reason")
    return 1 if unexplained else 0


def _findings(name: str, case: dict[str, Any]) -> list[tuple[str, str, str]]:
    kind = case["operation"].removeprefix("Create")
    text = convert.write(kind, case["region"], case["request"], name)
    read = reader.parse(name, text.encode(), lambda *_: ("", b""), {})
    found = check.findings(read, Facts())
    return [("/" + "/".join(map(str, one.path[1:])), one.severity, one.rule) for one in found]


def _verdict(number: str, verdict: dict[str, str], findings: list[tuple[str, str, str]]) -> int:
    where, severity = verdict["where"], verdict["severity"]
    there = [
        (found, rule) for location, found, rule in findings if location == where or location.startswith(f"{where}/")
    ]
    exact = [rule for found, rule in there if found == severity]
    others = [f"{rule} ({found})" for found, rule in there if found != severity]
    reason = next((why for (file, end), why in MISSED.items() if file == number and where.endswith(end)), "")
    told = ", ".join(dict.fromkeys(exact or others)) or "nothing"
    print(f"  {severity:8}{where}: {told}{f' - {reason}' if reason else ''}")
    return int(not exact and not reason)


def _further(verdicts: list[dict[str, str]], findings: list[tuple[str, str, str]]) -> int:
    """Findings at places without a verdict: errors there would be false alarms, the rest goes beyond the verdicts."""
    wrong = 0
    for location, severity, rule in findings:
        if not any(location == one["where"] or location.startswith(f"{one['where']}/") for one in verdicts):
            remark = "a FALSE ALARM" if severity == "error" else "beyond the verdicts"
            print(f"  +{severity:7}{location}: {rule} - {remark}")
            wrong += severity == "error"
    return wrong


if __name__ == "__main__":
    sys.exit(main())
