"""A bucket with objects of one's own, and a manifest that names it."""

import gzip
import io
import tarfile
from collections.abc import Callable

from tests.preflight.conftest import Connect

from sagemaker_marketplace import plugins

OF_DATA = [
    check.name
    for check in plugins.checks()
    if check.name.startswith(("bucket-", "model-data-", "validation-data-", "training-data-"))
]
LOOK = "or fix the URI: aws s3 ls s3://acme/"


def package(given: str = "SplitType: Line", job: str = "MaxConcurrentTransforms: 1", **other: str) -> str:
    """A manifest with its artifact on line 7, and from line 12 a job with something given to it and to its input."""
    return f"""\
kind: ModelPackage
region: us-east-1
spec:
  InferenceSpecification:
    Containers:
      - Image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/iris:1.0
        {other.get("model", "ModelDataUrl: s3://acme/model.tar.gz")}
  ValidationSpecification:
    ValidationProfiles:
      - ProfileName: batch
        TransformJobDefinition:
          {job}
          TransformInput:
            {given}
            DataSource:
              S3DataSource:
                S3DataType: {other.get("kind", "S3Prefix")}
                S3Uri: {other.get("uri", "s3://acme/input/")}
          TransformOutput:
            S3OutputPath: s3://acme/output/
"""


def packed(*names: str) -> bytes:
    """A gzip compressed tar; a name that ends with a slash is a folder's."""
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w") as archive:
        for name in names:
            member = tarfile.TarInfo(name)
            member.type = tarfile.DIRTYPE if name.endswith("/") else tarfile.REGTYPE
            archive.addfile(member)
    return gzip.compress(written.getvalue(), mtime=0)  # no time in it: it is part of a test's name


def put(objects: dict[str, bytes], region: str = "us-east-1") -> Callable[[Connect], None]:
    """Something that makes the bucket acme with these objects in it."""

    def prepare(connect: Connect) -> None:
        s3 = connect("s3", region)
        where = {"CreateBucketConfiguration": {"LocationConstraint": region}} if region != "us-east-1" else {}
        s3.create_bucket(Bucket="acme", **where)
        for key, body in objects.items():
            s3.put_object(Bucket="acme", Key=key, Body=body)

    return prepare
