"""A tag's key stands once among the tags of a resource.

The service model says that tag keys must be unique per resource. SageMaker has refused a create call with the same key
twice ("Duplicate tag key"), also when both tags had the same value. Capital and small letters are different keys.

Remove one of the two.
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
    "CreateTrialComponent's refusal, aws/sagemaker-python-sdk#3608 (seen)",
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
    """Yield the key of each tag that an earlier one has."""
    seen: dict[str, Path] = {}
    for path, key in doc.strings("spec.Tags.*.Key"):
        if key in seen:
            related = ((seen[key], "the first tag of this key"),)
            yield path, f'a tag "{key[:60]}" is there already', "remove one of the two", related
        seen.setdefault(key, path)
