"""List the failures that sellers have reported, with the first cause and its location (`make causes`)."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from sagemaker_marketplace import plugins
from sagemaker_marketplace.diagnosis import causes, diagnosis
from sagemaker_marketplace.manifest import document, paths, reader

FOLDER = Path(__file__).resolve().parent.parent / "tests" / "diagnosis"
MANIFESTS = {"ModelPackage": "model-package.yaml", "Algorithm": "algorithm.yaml"}
# How a failure was reported, if it has no manifest: in response to a call, or not at all.
CALL, NONE = "call", "none"


class Row(NamedTuple):
    """A failure, its first cause and the location; `note` is the reason if there is no cause."""

    stage: str
    entry: str
    cause: str
    where: str
    line: int
    note: str


def cases() -> list[dict[str, Any]]:
    """Return the failures: how each is reported, its message, and the expected cause."""
    failures: list[dict[str, Any]] = json.loads((FOLDER / "messages.json").read_text(encoding="utf-8"))
    return failures


def manifest(kind: str) -> document.Document:
    """Return the manifest in which the failures of a kind are located."""
    name = MANIFESTS[kind]
    return reader.parse(name, (FOLDER / name).read_bytes(), lambda *_: ("", b""), {})


def row(case: dict[str, Any]) -> Row:
    """Return the first cause of a failure."""
    stage, entry, note = case["stage"], case["entry"], case.get("note", "")
    if case["way"] == NONE:
        return Row(stage, entry, "", "", 0, note)
    if case["way"] == CALL:
        return Row(stage, entry, causes.find_causes([case["message"]], stage)[0].cause, "", 0, note)
    finding = next(iter(_findings(case)))
    return Row(stage, entry, finding.message, paths.text(finding.path), finding.location.line, note)


def _findings(case: dict[str, Any]) -> tuple[Any, ...]:
    document, kind, message = manifest(case["kind"]), plugins.kinds()[case["kind"]], case.get("message", "")
    if case["way"] == "create":
        return diagnosis.explain_refusal(document, kind, kind.OPERATION, message).findings
    if case["way"] == "scan":
        return diagnosis.explain_failure(
            document, kind, [("image scan", "churn-scorer", "Failed", message)], []
        ).findings
    statuses = [("validation", "batch", "Failed", message)]
    return diagnosis.explain_failure(
        document, kind, statuses, [("job", case["use"], message, case.get("logs", []))]
    ).findings


def table(rows: list[Row]) -> Iterator[str]:
    """Yield the rows as lines, with a heading for each stage."""
    for stage in dict.fromkeys(item.stage for item in rows):
        yield f"\n{stage}"
        for item in rows:
            if item.stage == stage:
                where = f" ({item.where}, line {item.line})" if item.where else ""
                yield f"  {item.entry}: {item.cause or 'no cause'}{where}{f' - {item.note}' if item.note else ''}"


def main() -> int:
    """Print the table; return 1 if the first cause of a failure is not the expected one."""
    expected = {cause.id: cause.cause for cause in causes.all_causes()}
    rows = [row(case) for case in cases()]
    print("\n".join(table(rows)))
    wrong = sum(item.cause != expected.get(case.get("cause", ""), "") for item, case in zip(rows, cases(), strict=True))
    print(f"\n{len(rows)} failures, {wrong} with an unexpected first cause")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
