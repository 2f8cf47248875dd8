"""An image should be named by a tag of its own or by its digest, not by `latest`.

`latest`, and no tag at all, which means the same, name whatever was pushed last. What is scanned and validated is then
not what the manifest says next week, and two runs of one release can be different products. AWS takes `latest`, and its
own samples use it; an image without a tag, which the API's reference allows, was refused as invalid in 2018. So this is
a warning. An `ImageDigest` beside the image says which one was meant.

Push the image under the version you release and write that tag, for example `:${VERSION}`, or write `@sha256:` and the
digest that the push printed.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import repository
from ._references import pinned, reference

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "aws/amazon-sagemaker-examples, sm-marketplace notebooks: `latest` is taken (seen)",
    "CreateModel's refusal of an image without a tag, aws/amazon-sagemaker-examples#195 and #197, 2018 (seen)",
    "that a product should be reproducible is inferred",
)
GOOD = (
    """
spec:
  InferenceSpecification:
    Containers:
      - Image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.0
""",
    """
spec:
  InferenceSpecification:
    Containers:
      - Image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:latest
        ImageDigest: sha256:0000000000000000000000000000000000000000000000000000000000000000
""",
)
BAD = (
    """
spec:
  TrainingSpecification:
    TrainingImage: 123456789012.dkr.ecr.us-east-1.amazonaws.com/trainer:latest   # <- here
  InferenceSpecification:
    Containers:
      - Image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/team/churn   # <- here
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each image in private ECR that no tag of its own and no digest pins."""
    for path, image, _, beside in pinned(doc):
        if beside is not None or repository(image) is None:
            continue
        name, tag, digest = reference(image)
        if digest is None and tag in (None, "latest"):
            what = "the tag is latest" if tag else "the image has no tag, which means latest"
            message = f"{what}: it names whatever was pushed last"
            yield path, message, f"write the tag you release, {name}:<version>, or {name}@sha256:<digest>"
