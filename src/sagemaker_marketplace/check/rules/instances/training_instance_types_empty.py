"""An algorithm lists the instance types it trains on.

The API requires the list, but takes an empty one. A listing has to recommend one type to train on, and it has to be one
of this list: without any, AWS Marketplace can't list the algorithm, and nobody can train it.

Name the types you have tested. Each becomes a price dimension of the listing.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import TRAINING, Facts
from ....manifest.document import Document
from .. import Result
from . import TRAINING_LIST, usable, validating

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
    """Yield the list if it is empty; that it is missing is the schema's to tell."""
    for path, types in doc.at(TRAINING_LIST):
        if types == []:
            trained = dict.fromkeys(instance.type for instance in validating(doc) if instance.use == TRAINING)
            offered = usable(doc, facts, TRAINING, list(trained)) or ["ml.m5.xlarge"]
            hint = f"add the types you have tested: SupportedTrainingInstanceTypes: [{', '.join(offered)}]"
            yield path, "SupportedTrainingInstanceTypes names no instance type", hint
