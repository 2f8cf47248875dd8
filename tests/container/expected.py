"""The resource that the container tests create, and the outputs of a step that has planned and created it."""

from __future__ import annotations

ARN = "arn:aws:sagemaker:us-east-2:123456789012:model-package/container-test"
CONSOLE = "https://us-east-2.console.aws.amazon.com/sagemaker/home?region=us-east-2#/model-packages/my-resources"
DIGEST = "sha256:797b6ae740b3f0e6342c1e9e1fd52c870e12eb35d7e8e7b2f59184ac68a7965c"
PLANNED = {"kind": "ModelPackage", "name": "container-test", "region": "us-east-2"}
CREATED = {
    **PLANNED,
    "arn": ARN,
    "action-taken": "created",
    "console-url": CONSOLE,
    "image-digest": DIGEST,
    "image-digests": DIGEST,
    "status": "InProgress",
}
