"""A name without a variable in it has to be edited for every release.

A name can be used once in an account and Region, and a certified resource can't be changed. So each release needs
another name, also after a validation that failed, unless the failed resource is deleted. With a fixed name the second
release finds the first one there.

Put the version in by a variable: `ModelPackageName: churn-${VERSION|slug}`.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...core.document import Document
    from ...core.facts import Facts
    from ...core.paths import Path
    from .. import Result

SEVERITY = "info"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "SageMaker developer guide: names are unique in an account and Region (documented)",
    "AWS Marketplace API reference, ml-update-version: a version's resource can't be exchanged (documented)",
)
GOOD = (
    """
spec:
  ModelPackageName: churn-${VERSION|slug:-dev}
""",
    """
spec:
  AlgorithmName: "trees-${VERSION|slug:-dev}"
""",
)
BAD = (
    """
spec:
  ModelPackageName: churn   # <- here
""",
    """
spec: {AlgorithmName: "trees-1-0", AlgorithmDescription: "${VERSION:-dev}"}   # <- here
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield the name if it was written without a variable."""
    for member in ("ModelPackageName", "AlgorithmName"):
        for path, name in doc.texts(f"spec.{member}"):
            if "${" not in _written(doc, path):
                stem = name.rstrip("0123456789-").removesuffix("-v") or name
                hint = f"write {member}: {stem}-${{VERSION|slug}}, and pass the variable"
                yield path, "the name is the same for every release: it can be used only once", hint


def _written(doc: Document, path: Path) -> str:
    """A value as it was written; a document that was not read from a file has it written as a variable."""
    start, end = doc.values.get(path), doc.ends.get(path)
    if start is None or end is None:
        return "${"
    lines = doc.sources[start.file][start.line - 1 : end.line]
    return "\n".join([*lines[:-1], lines[-1][: end.column - 1]])[start.column - 1 :]
