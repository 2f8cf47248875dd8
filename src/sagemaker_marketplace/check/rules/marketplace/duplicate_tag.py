"""Tag keys must be unique.

According to the service model, tag keys must be unique per resource. SageMaker rejected a create request with a
duplicate key ("Duplicate tag key"), even if both tags had the same value. Keys are case-sensitive.

Remove the duplicate.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from ....manifest.paths import Path
from .. import Result

SEVERITY = "error"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "service model: Tag, keys must be unique per resource (documented)",
    "error of CreateTrialComponent, aws/sagemaker-python-sdk#3608 (seen)",
)
GOOD = ("spec: {Tags: [{Key: team, Value: churn}, {Key: Team, Value: churn}]}",)
BAD = (
    """
spec:
  Tags:
    - {Key: team, Value: churn}
    - Key: team   # <- here
      Value: research
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield the key of each tag with the same key as an earlier one."""
    seen: dict[str, Path] = {}
    for path, key in doc.strings("spec.Tags.*.Key"):
        if key in seen:
            related = ((seen[key], "first occurrence"),)
            yield path, f'duplicate tag key "{key[:60]}"', "remove one of the two", related
        seen.setdefault(key, path)
