"""An S3 URI should have a valid bucket name and a plausible key.

The API checks only that the URI begins with `s3://` and continues. Three mistakes appear late, when the validation
runs: an invalid bucket name; an empty path segment (`//`), usually caused by an empty variable; and a wildcard,
although S3 supports only prefixes. Buckets created in us-east-1 before 2018 can have uppercase letters and underscores,
and S3 keys can contain any character.

Use the exact bucket name and key.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import s3_locations

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "Amazon S3 user guide, bucketnamingrules: 3 to 63 lowercase letters, digits, dots and hyphens (documented)",
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
      - ModelDataUrl: s3://ACME_MODELS/churn/model.tar.gz   # <- here
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
    """Yield the first mistake of each S3 location."""
    for location in s3_locations(doc):
        key = location.key
        # An access point ARN can replace the bucket name.
        if not location.bucket.startswith("arn:") and not _bucket()(location.bucket):
            hint = "use 3–63 lowercase letters, digits, dots and hyphens"
            yield location.path, f'invalid bucket name: "{location.bucket}"', hint
        elif key.startswith("/") or "//" in key:
            yield location.path, "the key contains an empty path segment (//)", "check for an empty variable"
        elif "*" in key:
            hint = f"use the prefix s3://{location.bucket}/{key.partition('*')[0]}"
            yield location.path, "S3 does not support wildcards in keys", hint


@lru_cache(maxsize=1)
def _bucket() -> Callable[[str], object]:
    return re.compile(r"(?=.{3,63}\Z)[a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)*(?<!-)").fullmatch
