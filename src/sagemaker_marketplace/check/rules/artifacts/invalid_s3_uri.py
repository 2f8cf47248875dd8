"""An S3 URI should name a bucket that can exist and a key that was meant.

The API looks only for `s3://` and something behind it. This rule knows three mistakes that the validation finds late: a
bucket's name that S3 does not give out, such as a placeholder that was not filled in; an empty folder in the key, two
slashes in a row, mostly from a variable that was empty; and a wildcard, where S3 takes prefixes only. Buckets from
before 2018 in us-east-1 can have capital letters and underscores, and a key can have any letter, so this is a warning.

Write the bucket's name and the key as they are in S3.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import locations

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "Amazon S3 user guide, bucketnamingrules: 3 to 63 small letters, digits, dots and hyphens (documented)",
    "that the other two are mistakes is inferred",
)
GOOD = (
    """
spec:
  InferenceSpecification:
    Containers:
      - ModelDataUrl: s3://acme.sagemaker-1/churn/model.tar.gz
""",
)
BAD = (
    """
spec:
  InferenceSpecification:
    Containers:
      - ModelDataUrl: s3://YOUR_BUCKET/churn/model.tar.gz   # <- here
      - ModelDataUrl: s3://acme-sagemaker//churn/model.tar.gz   # <- here
  ValidationSpecification:
    ValidationProfiles:
      - TransformJobDefinition:
          TransformInput:
            DataSource:
              S3DataSource:
                S3DataType: S3Prefix
                S3Uri: s3://acme-sagemaker/input/*.csv   # <- here
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each place in S3 with such a mistake; the first of each."""
    for location in locations(doc):
        key = location.key
        # The ARN of an access point can stand in the bucket's place; it has another form.
        if not location.bucket.startswith("arn:") and not _bucket()(location.bucket):
            hint = "3 to 63 small letters, digits, dots and hyphens: write the bucket's own name"
            yield location.path, f'"{location.bucket}" is no name for a bucket', hint
        elif key.startswith("/") or "//" in key:
            yield location.path, "the key has an empty folder in it, two slashes in a row", "was a variable empty?"
        elif "*" in key:
            hint = f"write the prefix: s3://{location.bucket}/{key.partition('*')[0]}"
            yield location.path, "the key has a wildcard in it, S3 takes prefixes", hint


@lru_cache(maxsize=1)
def _bucket() -> Callable[[str], object]:
    return re.compile(r"(?=.{3,63}\Z)[a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)*(?<!-)").fullmatch
