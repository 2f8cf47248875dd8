"""A model package must be created from an algorithm in the seller's account.

According to the service model, the algorithm of a package is either in your account or one to which you subscribed on
AWS Marketplace. An algorithm in another account is therefore a subscription. Your account is the account of the
validation role, because a role in another account can't be passed. According to the seller guide, a model that was
trained with an algorithm from AWS Marketplace, or with a built-in algorithm, can't be published as a package of that
algorithm.

Serve the model with your own image and `InferenceSpecification` if the license allows it.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from ..images import seller_account
from ..region._arns import parse_arn

SEVERITY = "error"
KINDS = ("ModelPackage",)
SOURCES = (
    "AWS Marketplace seller guide: no products from subscribed or built-in algorithms (documented)",
    "service model: SourceAlgorithm, in the account or a subscription (documented)",
    "SageMaker developer guide, sagemaker-roles: the role is in the caller's account (documented)",
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
    """Yield each algorithm in another account than the validation role."""
    account = seller_account(doc)
    for path, name in doc.strings("spec.SourceAlgorithmSpecification.SourceAlgorithms.*.AlgorithmName"):
        arn = parse_arn(name)
        if account is not None and arn is not None and arn.account != account:
            message = f"the algorithm is in account {arn.account}, but ValidationRole is in account {account}"
            hint = "use your own algorithm, or InferenceSpecification instead of SourceAlgorithmSpecification"
            yield path, message, hint
