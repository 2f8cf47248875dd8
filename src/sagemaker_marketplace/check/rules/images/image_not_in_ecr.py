"""Every image must be in a private Amazon ECR repository.

SageMaker pulls images from private ECR only, and AWS Marketplace scans and copies them from there. Docker Hub,
`public.ecr.aws`, other registries and image names without a host are not supported, nor is a URI that begins with
`https://`.

Push the image to your own repository with `docker tag` and `docker push`, then use its URI.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from ....manifest.misused_values import describe
from .. import Result
from . import all_images, ecr_uri, parse_ecr_uri, seller_account

SEVERITY = "error"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "AWS Marketplace seller guide, ml-uploading-your-images: images are in the seller's Amazon ECR (documented)",
    "AWS Marketplace seller guide, ml-service-restrictions-and-limits: same account, same Region (documented)",
)
GOOD = (
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
    TrainingImage: public.ecr.aws/acme/trainer:1   # <- here
  InferenceSpecification:
    Containers:
      - Image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.0
      - Image: acme/churn:latest   # <- here
      - Image: https://123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.0   # <- here
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each image that is not in private ECR."""
    for path, image in all_images(doc):
        if parse_ecr_uri(image) is None:
            bare = image.removeprefix("https://").removeprefix("http://")
            own_uri = ecr_uri(seller_account(doc), doc.region, "<repository>:<tag>", facts)
            hint = f"push it to your repository and use {bare if parse_ecr_uri(bare) else own_uri}"
            what = describe(image) if bare == image else ""
            found = f"is {what}, not an image" if what else "is not"
            yield path, f'"{image}" {found} in a private ECR repository', hint
