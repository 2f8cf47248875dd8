"""Every image must be in a private Amazon ECR repository.

SageMaker pulls from private ECR only, and AWS Marketplace scans and copies the image from there. Docker Hub, the public
gallery `public.ecr.aws`, other registries and a bare name without a host don't work, nor does a URI with `https://` in
front.

Push the image to a repository of your own: `docker tag`, `docker push`, then put that URI here.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import repository, seller, uri, used

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
    """Yield each image whose host is not private ECR."""
    for path, image in used(doc):
        if repository(image) is None:
            bare = image.removeprefix("https://").removeprefix("http://")
            fixed = bare if repository(bare) else uri(seller(doc), doc.region, "<repository>:<tag>", facts)
            yield path, f'"{image}" is not in a private ECR repository', f"push it to your own and write {fixed}"
