"""A product can't be made from somebody else's algorithm.

The algorithm of a package is one of the own account or one subscribed to on AWS Marketplace, says the service model; an
ARN of another account is the latter. The own account is the validation role's: a role of another one can't be passed.
The seller guide says that what was trained with an algorithm from AWS Marketplace, or with a built-in one, can't be
published as a package of that algorithm. No step of this is inferred.

Serve the artifacts from an image of your own, with `InferenceSpecification`, if the license allows it.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from ..images import seller
from ..region._arns import parsed

SEVERITY = "error"
KINDS = ("ModelPackage",)
SOURCES = (
    "AWS Marketplace seller guide: no products from subscribed or built-in algorithms (documented)",
    "service model: SourceAlgorithm, one of the account or one subscribed to (documented)",
    "SageMaker developer guide, sagemaker-roles: the role is of the caller's account (documented)",
)
GOOD = (
    """
spec:
  SourceAlgorithmSpecification:
    SourceAlgorithms:
      - AlgorithmName: arn:aws:sagemaker:us-east-1:123456789012:algorithm/trees-1-0
  ValidationSpecification:
    ValidationRole: arn:aws:iam::123456789012:role/validation
""",
    """
spec:
  SourceAlgorithmSpecification:
    SourceAlgorithms:
      - AlgorithmName: trees-1-0
""",
)
BAD = (
    """
spec:
  SourceAlgorithmSpecification:
    SourceAlgorithms:
      - AlgorithmName: arn:aws:sagemaker:us-east-1:210987654321:algorithm/trees-1-0   # <- here
  ValidationSpecification:
    ValidationRole: arn:aws:iam::123456789012:role/validation
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each algorithm of an account that is not the validation role's."""
    own = seller(doc)
    for path, name in doc.strings("spec.SourceAlgorithmSpecification.SourceAlgorithms.*.AlgorithmName"):
        arn = parsed(name)
        if own is not None and arn is not None and arn.account != own:
            message = f"the algorithm is of the account {arn.account}, the ValidationRole of {own}"
            hint = "name an algorithm of your own, or replace SourceAlgorithmSpecification by an InferenceSpecification"
            yield path, message, hint
