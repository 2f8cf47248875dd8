"""List the known messages and log lines with the cause and the location that each leads to (`make causes`)."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from sagemaker_marketplace import plugins
from sagemaker_marketplace.diagnosis import causes, diagnosis
from sagemaker_marketplace.manifest import document, paths, reader

FOLDER = Path(__file__).resolve().parent.parent / "tests" / "diagnosis"
MANIFESTS = {"ModelPackage": "model-package.yaml", "Algorithm": "algorithm.yaml"}
WRAPPER = "AlgorithmError: See job logs for more information"
# The stages whose messages are those of the create call, and those that have no manifest.
CREATE, CALL = ("push", "create-call", "permission"), ("wait", "auth")
_WIDTH = 100


class Row(NamedTuple):
    """An example of a cause, the first cause that it leads to, and the location in a manifest of each kind."""

    family: str
    id: str
    example: str
    first: str
    locations: tuple[str, ...] = ()

    @property
    def is_wrong(self) -> bool:
        """Whether another cause comes first."""
        return self.first != self.id


def rows() -> Iterator[Row]:
    """Yield a row for each example of each cause."""
    for family, entries in causes.read_families().items():
        for entry in entries:
            for example in entry.get("examples", ()):
                yield _row(family, entry, example, is_log=False)
            for example in entry.get("log_examples", ()):
                yield _row(family, entry, example, is_log=True)


def manifest(kind: str) -> document.Document:
    """Return the manifest in which the failures of a kind are located."""
    name = MANIFESTS[kind]
    return reader.parse(name, (FOLDER / name).read_bytes(), lambda *_: ("", b""), {})


def _row(family: str, entry: dict[str, Any], example: str, is_log: bool) -> Row:
    if entry["stage"] in CALL:
        found = causes.find_causes([example], entry["stage"])
        return Row(family, entry["id"], example, found[0].id if found else "none")
    kinds = ["Algorithm"] if entry["stage"] == "validation-training" else list(MANIFESTS)
    diagnoses = {kind: _diagnose(entry["stage"], example, is_log, kind).causes[0] for kind in kinds}
    ids = {cause.cause: cause.id for cause in causes.all_causes()}
    firsts = dict.fromkeys(ids.get(first.cause, "none") for first in diagnoses.values())
    where = tuple(
        f"{kind} {first.location.line}: {paths.text(first.path)}" if first.location else f"{kind}: not in the manifest"
        for kind, first in diagnoses.items()
    )
    return Row(family, entry["id"], example, ", ".join(firsts), where)


def _diagnose(stage: str, example: str, is_log: bool, kind_name: str) -> diagnosis.Diagnosis:
    kind, at = plugins.kinds()[kind_name], manifest(kind_name)
    if stage in CREATE and not is_log:
        return diagnosis.explain_refusal(at, kind, kind.OPERATION, example)
    if stage == "image-scan":
        return diagnosis.explain_failure(at, kind, [("image scan", "churn-scorer", "Failed", example)], [])
    job_type = "training" if kind_name == "Algorithm" and stage != "validation-transform" else "transform"
    job = ("job", job_type, WRAPPER if is_log else example, [example, "and a line after it"] if is_log else [])
    return diagnosis.explain_failure(at, kind, [], [job])


def table(listed: list[Row]) -> Iterator[str]:
    """Yield the rows as lines, with a heading for each family."""
    for family in dict.fromkeys(row.family for row in listed):
        yield f"\n{family}"
        for row in listed:
            if row.family == family:
                line = " ".join(row.example.split())
                shown = line if len(line) <= _WIDTH else f"{line[:_WIDTH]}…"
                yield f"  {row.id}: {shown}" + (f" - WRONG: {row.first}" if row.is_wrong else "")
                yield from (f"    {where}" for where in row.locations)


def main() -> int:
    """Print the table; return 1 if an example does not lead to its cause first."""
    listed = list(rows())
    print("\n".join(table(listed)))
    wrong = sum(row.is_wrong for row in listed)
    print(
        f"\n{len(causes.all_causes())} causes, {len(listed)} messages and log lines, {wrong} with a wrong first cause"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
