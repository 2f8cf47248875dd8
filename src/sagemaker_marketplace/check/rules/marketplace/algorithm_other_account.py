"""A model package must be created from an algorithm in the seller's account.

According to the service model, the algorithm of a package is either in your account or one to which you subscribed on
AWS Marketplace. An algorithm in another account is therefore a subscription. Your account is the account of the
validation role, because a role in another account can't be passed. The accounts that hold AWS Marketplace's copies of
products are known, so an algorithm in one of them is reported without a role, too.

According to the seller guide, a model that was trained with an algorithm from AWS Marketplace, or with a built-in
algorithm, can't be published as a package of that algorithm.

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
    "ARNs of 16 public products, for the accounts of the copies (seen)",
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
    """
spec:
  SourceAlgorithmSpecification:
    SourceAlgorithms:
      - AlgorithmName: arn:aws:sagemaker:us-east-1:865070037744:algorithm/t-5f4dcc3b5aa765d61d8327deb882cf99   # <- here
""",
)
_HINT = "use your own algorithm, or InferenceSpecification instead of SourceAlgorithmSpecification"


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each algorithm in an account of AWS Marketplace, or in another account than the validation role."""
    account = seller_account(doc)
    for path, name in doc.strings("spec.SourceAlgorithmSpecification.SourceAlgorithms.*.AlgorithmName"):
        arn = parse_arn(name)
        if arn is None:
            continue
        if facts.is_marketplace_account(arn.account):
            yield path, f"the algorithm is an AWS Marketplace product (account {arn.account})", _HINT
        elif account is not None and arn.account != account:
            yield path, f"the algorithm is in account {arn.account}, but ValidationRole is in account {account}", _HINT
