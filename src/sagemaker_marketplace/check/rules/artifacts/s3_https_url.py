"""Places in S3 should be written `s3://bucket/key`, not as a URL.

The API's pattern takes `https` URLs, too, and old documents show them. All of AWS's samples for AWS Marketplace write
`s3://`, and what the jobs do with a URL is not documented, least of all with one of another host or a signed one. So
this is a warning.

A URL of S3 itself has a certain equivalent, which `check --fix` writes.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import LOCATIONS, located, texts

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "service model: the pattern takes https (documented); that the jobs read it is doubtful (inferred)",
    "aws/amazon-sagemaker-examples, sm-marketplace notebooks: always s3:// (seen)",
)
GOOD = (
    """
spec:
  InferenceSpecification:
    Containers:
      - ModelDataUrl: s3://acme-sagemaker/churn/model.tar.gz
""",
)
BAD = (
    """
spec:
  InferenceSpecification:
    Containers:
      - ModelDataUrl: https://acme-sagemaker.s3.us-east-1.amazonaws.com/churn/model.tar.gz   # <- here
      - ModelDataUrl: https://s3.amazonaws.com/acme-sagemaker/churn/model.tar.gz   # <- here
      - ModelDataUrl: https://models.example.com/churn/model.tar.gz   # <- here
""",
)


# Characters that mean something else in a URL than in a key.
_ENCODED = "%+?#"


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each URL where a place in S3 belongs, with its equivalent if that is certain."""
    for path, uri in texts(doc):
        if path[-1] not in LOCATIONS or not uri.startswith("https://"):
            continue
        location = located(path, uri)
        if location is None or not location.bucket:
            host = uri.split("/")[2]
            hint = "copy it to a bucket of yours and write s3://<bucket>/<key>"
            yield path, f'"{host}" is no host of S3 that names a bucket', hint
        elif any(letter in location.key for letter in _ENCODED):
            yield path, "a place in S3 is written as a URL", f"write s3://{location.bucket}/<key>"
        else:
            proper = f"s3://{location.bucket}/{location.key}"
            yield path, "a place in S3 is written as a URL", f"write {proper}", (), ("replace", path, proper)
