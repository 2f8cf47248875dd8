"""An algorithm must list at least one instance type for training.

The API requires `SupportedTrainingInstanceTypes` but accepts an empty list. A listing has to recommend one of these
types for training. With an empty list, AWS Marketplace can't list the algorithm and buyers can't train it.

List the types that you have tested. Each becomes a price dimension of the listing.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import TRAINING, Facts
from ....manifest.document import Document
from .. import Result
from . import TRAINING_LIST, usable_types, validation_instances

SEVERITY = "error"
KINDS = ("Algorithm",)
SOURCES = (
    "AWS Marketplace API reference, ml-add-version: a recommended type for training is required (documented)",
    "AWS Marketplace seller guide, adding a version: recommended types are among the supported ones (documented)",
)
GOOD = (
    """
spec:
  TrainingSpecification:
    SupportedTrainingInstanceTypes: [ml.m5.large]
""",
)
BAD = (
    """
spec:
  TrainingSpecification:
    SupportedTrainingInstanceTypes: []   # <- here
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield the list if it is empty; the schema reports a missing one."""
    for path, types in doc.at(TRAINING_LIST):
        if types == []:
            trained_on = dict.fromkeys(
                instance.type for instance in validation_instances(doc) if instance.use == TRAINING
            )
            suggested = usable_types(doc, facts, TRAINING, list(trained_on)) or ["ml.m5.xlarge"]
            hint = f"add the types that you have tested: SupportedTrainingInstanceTypes: [{', '.join(suggested)}]"
            yield path, "SupportedTrainingInstanceTypes is empty", hint
