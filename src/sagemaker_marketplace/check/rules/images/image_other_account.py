"""Every image must be in the seller's account.

The validation pulls images in the seller's account, and fails with "Access denied for registry" for images in another
account. This includes AWS's own images, such as the deep learning containers and the built-in algorithms. If their
license allows it, use them as the base image (`FROM`), add your code and push the result to your repository.

The seller's account is the account of `ValidationRole`. If all images are in one other account, the role may be the
mistake. Without a role, the rule reports only images in AWS's accounts known from AWS's Python SDK, and images in more
than one account.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import ROLE, ecr_images, ecr_uri, seller_account

SEVERITY = "error"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "AWS Marketplace seller guide, ml-troubleshooting: images in another account fail validation (documented)",
    "aws/sagemaker-python-sdk, image_uri_config: the accounts of AWS's own images (seen)",
)
GOOD = (
    """
spec:
  InferenceSpecification:
    Containers:
      - Image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.0
  ValidationSpecification:
    ValidationRole: arn:aws:iam::123456789012:role/validation
""",
    """
spec:
  InferenceSpecification:
    Containers:
      - Image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.0
""",
)
BAD = (
    """
spec:
  TrainingSpecification:
    TrainingImage: 683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1   # <- here
  InferenceSpecification:
    Containers:
      - Image: 210987654321.dkr.ecr.us-east-1.amazonaws.com/churn:1.0   # <- here
  ValidationSpecification:
    ValidationRole: arn:aws:iam::123456789012:role/validation
""",
    """
spec:
  InferenceSpecification:
    Containers:
      - Image: 763104351884.dkr.ecr.us-west-2.amazonaws.com/pytorch-inference:2.6-cpu   # <- here
""",
    """
spec:
  InferenceSpecification:
    Containers:
      - Image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/prepare:1.0
      - Image: 210987654321.dkr.ecr.us-east-1.amazonaws.com/churn:1.0   # <- here
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each image in an AWS account, in another account than the role, or in another account than other images."""
    account, images = seller_account(doc), list(ecr_images(doc))
    elsewhere = [(path, image) for path, image in images if image.account != account]
    sellers = [(path, image) for path, image in elsewhere if not facts.is_aws_account(image.account)]
    same_account = len({image.account for _, image in sellers}) == 1 and len(elsewhere) == len(images)
    for path, image in elsewhere:
        hint = f"push your own image to {ecr_uri(account, doc.region, image.rest, facts)}"
        if (path, image) not in sellers:
            yield path, f"the image is in account {image.account}, which belongs to AWS", hint
        elif account is not None:
            role = f", or use a role in {image.account} if that is the seller's account" if same_account else ""
            message = f"the image is in account {image.account}, but ValidationRole is in account {account}"
            yield path, message, f"{hint}{role}", ((ROLE, f"role in account {account}"),)
        elif image.account != sellers[0][1].account:
            first, other = sellers[0][1].account, image.account
            message = f"images are in different accounts, {first} and {other}"
            related = ((sellers[0][0], f"image in account {first}"),)
            yield path, message, "push all images to the seller's account", related
