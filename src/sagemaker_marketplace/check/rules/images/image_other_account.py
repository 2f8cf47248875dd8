"""Every image must be in the seller's own account.

The validation pulls images in the seller's account and fails with "Access denied for registry" for one of another
account. That includes AWS's own images: the deep learning containers and the built-in algorithms can't be listed as
they are. They can be the base of your image, if their license allows it: `FROM` them, add your code, push the result to
your own repository.

The seller's account is read from the `ValidationRole`. When all images are in one other account, it may be the role
that is wrong. Without a role only two things are told: AWS's own accounts, as far as AWS's Python SDK names them, and
images of several accounts, of which one at most can be the seller's.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import ROLE, in_ecr, seller, uri

SEVERITY = "error"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "AWS Marketplace seller guide, ml-troubleshooting: images of another account fail validation (documented)",
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
    """Yield each image in an account that is AWS's, not the validation role's, or not that of the other images."""
    own, images = seller(doc), list(in_ecr(doc))
    elsewhere = [(path, image) for path, image in images if image.account != own]
    sellers = [(path, image) for path, image in elsewhere if not facts.is_aws_account(image.account)]
    agree = len({image.account for _, image in sellers}) == 1 and len(elsewhere) == len(images)
    for path, image in elsewhere:
        hint = f"push an image of your own to {uri(own, doc.region, image.rest, facts)}"
        if (path, image) not in sellers:
            yield path, f"the image is AWS's own, in the account {image.account}: products need the seller's", hint
        elif own is not None:
            role = f", or if {image.account} is the seller's account, name a role of that one" if agree else ""
            message = f"the image is in the account {image.account}, the ValidationRole in {own}"
            yield path, message, f"{hint}{role}", ((ROLE, f"the role of {own}"),)
        elif image.account != sellers[0][1].account:
            first, other = sellers[0][1].account, image.account
            message = f"the images are in the accounts {first} and {other}: only one can be the seller's"
            yield path, message, "push all images to the seller's account", ((sellers[0][0], f"the image in {first}"),)
