"""The failures that sellers have met, and for each the cause that is named first and where."""

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
# For what comes of a call that no manifest is about.
CALL, NONE = "call", "none"


class Row(NamedTuple):
    """A failure, its likeliest cause and the location; `note` says why there is none."""

    stage: str
    entry: str
    cause: str
    where: str
    line: int
    note: str


def cases() -> list[dict[str, Any]]:
    """The failures: how each arrives, in which words, and what is to be named."""
    found: list[dict[str, Any]] = json.loads((FOLDER / "messages.json").read_text(encoding="utf-8"))
    return found


def manifest(kind: str) -> document.Document:
    """The manifest that the failures of a kind are placed in."""
    name = MANIFESTS[kind]
    return reader.parse(name, (FOLDER / name).read_bytes(), lambda *_: ("", b""), {})


def row(case: dict[str, Any]) -> Row:
    """What is said of a failure."""
    stage, entry, note = case["stage"], case["entry"], case.get("note", "")
    if case["way"] == NONE:
        return Row(stage, entry, "", "", 0, note)
    if case["way"] == CALL:
        return Row(stage, entry, causes.find_causes([case["message"]], stage)[0].cause, "", 0, note)
    finding = next(iter(_findings(case)))
    return Row(stage, entry, finding.message, paths.text(finding.path), finding.location.line, note)


def _findings(case: dict[str, Any]) -> tuple[Any, ...]:
    read, kind, message = manifest(case["kind"]), plugins.kinds()[case["kind"]], case.get("message", "")
    if case["way"] == "create":
        return diagnosis.explain_refusal(read, kind, kind.OPERATION, message).findings
    if case["way"] == "scan":
        return diagnosis.explain_failure(read, kind, [("image scan", "churn-scorer", "Failed", message)], []).findings
    statuses = [("validation", "batch", "Failed", message)]
    return diagnosis.explain_failure(
        read, kind, statuses, [("job", case["use"], message, case.get("logs", []))]
    ).findings


def table(rows: list[Row]) -> Iterator[str]:
    """The rows as lines, a headline for each stage."""
    for stage in dict.fromkeys(one.stage for one in rows):
        yield f"\n{stage}"
        for one in rows:
            if one.stage == stage:
                where = f" ({one.where}, line {one.line})" if one.where else ""
                yield f"  {one.entry}: {one.cause or 'not named'}{where}{f' - {one.note}' if one.note else ''}"


def main() -> int:
    """Print the table; the exit code is 1 when another cause than the right one is named first."""
    texts = {cause.id: cause.cause for cause in causes.all_causes()}
    rows = [row(case) for case in cases()]
    print("\n".join(table(rows)))
    wrong = sum(one.cause != texts.get(case.get("cause", ""), "") for one, case in zip(rows, cases(), strict=True))
    print(f"\n{len(rows)} failures, {wrong} with another cause first")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
