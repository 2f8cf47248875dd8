"""A bucket with objects that a test chooses, and a manifest that uses it."""

import gzip
import io
import tarfile
from collections.abc import Callable

from tests.preflight.connections import Connect

from sagemaker_marketplace import plugins

DATA_CHECKS = [
    check.name
    for check in plugins.checks()
    if check.name.startswith(("bucket-", "model-data-", "validation-data-", "training-data-"))
]
LOOK = "or fix the URI: aws s3 ls s3://acme/"


def package(input_field: str = "SplitType: Line", job_field: str = "MaxConcurrentTransforms: 1", **fields: str) -> str:
    """Return a manifest with model data on line 7, and from line 12 a job with a field for itself and for its input."""
    return f"""\
kind: ModelPackage
region: us-east-1
spec:
  InferenceSpecification:
    Containers:
      - Image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/iris:1.0
        {fields.get("model", "ModelDataUrl: s3://acme/model.tar.gz")}
  ValidationSpecification:
    ValidationProfiles:
      - ProfileName: batch
        TransformJobDefinition:
          {job_field}
          TransformInput:
            {input_field}
            DataSource:
              S3DataSource:
                S3DataType: {fields.get("kind", "S3Prefix")}
                S3Uri: {fields.get("uri", "s3://acme/input/")}
          TransformOutput:
            S3OutputPath: s3://acme/output/
"""


def packed(*names: str) -> bytes:
    """Return a gzip compressed tar archive; `name/` is a folder, `name -> target` a symbolic link."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name in names:
            name, _, target = name.partition(" -> ")
            entry = tarfile.TarInfo(name)
            entry.type = tarfile.DIRTYPE if name.endswith("/") else tarfile.SYMTYPE if target else tarfile.REGTYPE
            entry.linkname = target
            archive.addfile(entry)
    return gzip.compress(buffer.getvalue(), mtime=0)  # no timestamp, since it is part of the test's name


def put(objects: dict[str, bytes], region: str = "us-east-1") -> Callable[[Connect], None]:
    """Return a function that creates the bucket acme with these objects."""

    def prepare(connect: Connect) -> None:
        s3 = connect("s3", region)
        location = {"CreateBucketConfiguration": {"LocationConstraint": region}} if region != "us-east-1" else {}
        s3.create_bucket(Bucket="acme", **location)
        for key, body in objects.items():
            s3.put_object(Bucket="acme", Key=key, Body=body)

    return prepare
