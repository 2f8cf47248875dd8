"""S3 locations should be `s3://` URIs, not HTTPS URLs.

The API also accepts `https` URLs, and older documentation uses them. All AWS samples for AWS Marketplace use `s3://`.
How the jobs handle a URL is not documented, especially one with another host or a signature.

Use `s3://bucket/key`. `check --fix` converts URLs of S3.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import S3_FIELDS, parse_s3, strings

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "service model: the pattern allows https (documented); that jobs might not support it is inferred",
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


# Characters with a different meaning in URLs and in keys.
_ENCODED = "%+?#"


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each HTTPS URL in an S3 field, with its s3:// equivalent if that is unambiguous."""
    for path, uri in strings(doc):
        if path[-1] not in S3_FIELDS or not uri.startswith("https://"):
            continue
        location = parse_s3(path, uri)
        if location is None or not location.bucket:
            host = uri.split("/")[2]
            hint = "copy the object to your bucket and use s3://<bucket>/<key>"
            yield path, f'"{host}" is not an S3 endpoint with a bucket', hint
        elif any(letter in location.key for letter in _ENCODED):
            yield path, "the S3 location is an HTTPS URL", f"use s3://{location.bucket}/<key>"
        else:
            s3_uri = f"s3://{location.bucket}/{location.key}"
            yield path, "the S3 location is an HTTPS URL", f"use {s3_uri}", (), ("replace", path, s3_uri)
