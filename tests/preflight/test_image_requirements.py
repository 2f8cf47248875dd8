"""Images whose config or size does not fit the machines of the validation: CUDA and the volume of a training job."""

from __future__ import annotations

from typing import Any

import pytest
from tests.preflight.test_image_configs import Examine, examine
from tests.preflight.test_images import REGISTRY

__all__ = ["examine"]

GIB = 1024**3
HINT = "build it on a base image for CUDA 12, or validate on a type without a GPU"


def algorithm(transform_type: str = "ml.g5.xlarge", training_type: str = "ml.m5.large", volume: Any = 10) -> str:
    """Return a manifest with its images on lines 6 and 9, volume and type of its jobs on lines 16 and 18."""
    return f"""\
kind: Algorithm
region: us-east-1
spec:
  AlgorithmName: iris-2
  TrainingSpecification:
    TrainingImage: {REGISTRY}/train:1.0
  InferenceSpecification:
    Containers:
      - Image: {REGISTRY}/serve:1.0
  ValidationSpecification:
    ValidationProfiles:
      - TrainingJobDefinition:
          ResourceConfig:
            InstanceType: {training_type}
            InstanceCount: 1
            VolumeSizeInGB: {volume}
        TransformJobDefinition:
          TransformResources: {{InstanceType: {transform_type}, InstanceCount: 1}}
"""


@pytest.mark.parametrize(
    ("variables", "name", "version"),
    [
        (["CUDA_VERSION=13.0.1"], "CUDA_VERSION", "13"),
        (["CUDA_VERSION=14"], "CUDA_VERSION", "14"),
        (["NVIDIA_REQUIRE_CUDA=cuda>=13.0 brand=tesla,driver>=535"], "NVIDIA_REQUIRE_CUDA", "13"),
        (["CUDA_VERSION=12.4.1", "NVIDIA_REQUIRE_CUDA=cuda>=13.0"], "NVIDIA_REQUIRE_CUDA", "13"),
        (["CUDA_VERSION=13.0.1", "NVIDIA_REQUIRE_CUDA=cuda>=13.0"], "CUDA_VERSION", "13"),
    ],
)
def test_an_image_for_a_newer_cuda(variables: list[str], name: str, version: str, examine: Examine) -> None:
    findings = examine(algorithm(), run={"Env": ["PATH=/bin", *variables]})
    assert findings == [
        f"9:16 warning image-cuda-too-new: the image requires CUDA {version} ({name}), but batch transform supports "
        f"CUDA 12 | {HINT} + 18:46 the validation's type"
    ]


@pytest.mark.parametrize(
    ("variables", "transform_type"),
    [
        (["CUDA_VERSION=13.0.1"], "ml.m5.large"),
        (["CUDA_VERSION=13.0.1"], "ml.inf2.xlarge"),
        (["CUDA_VERSION=12.9.1", "NVIDIA_REQUIRE_CUDA=cuda>=12.9"], "ml.g5.xlarge"),
        (["CUDA_VERSION=", "NVIDIA_REQUIRE_CUDA=cuda>=x"], "ml.g5.xlarge"),
        (["CUDA_VERSION=130613", "NVIDIA_REQUIRE_CUDA=driver>=535"], "ml.g5.xlarge"),
        ([], "ml.g5.xlarge"),
    ],
)
def test_an_image_that_runs_on_the_machines(variables: list[str], transform_type: str, examine: Examine) -> None:
    assert examine(algorithm(transform_type), run={"Env": ["PATH=/bin", *variables]}) == []


@pytest.mark.parametrize(
    ("volume", "instance_type", "size", "is_reported"),
    [
        (5, "ml.m5.large", 6 * GIB, True),
        (6, "ml.m5.large", 6 * GIB, False),
        (5, "ml.m5.large", 5 * GIB + 1, True),
        (0, "ml.m5.large", 6 * GIB, False),
        # Local storage, so that the size of the volume is ignored.
        (5, "ml.g5.xlarge", 6 * GIB, False),
    ],
)
def test_an_image_that_is_larger_than_the_volume(
    volume: int, instance_type: str, size: int, is_reported: bool, examine: Examine
) -> None:
    details = {"imageDetails": [{"imageDigest": "sha256:0", "imageSizeInBytes": size}]}
    expected = [
        f"16:29 warning image-larger-than-volume: the volume has {volume} GB, but the training image has "
        f"{size / GIB:.1f} GiB compressed | increase VolumeSizeInGB to several times the size of the image + 6:20 "
        "the image"
    ]
    findings = examine(algorithm("ml.m5.large", instance_type, volume), DescribeImages=details)
    assert findings == (expected if is_reported else [])


@pytest.mark.parametrize(("value", "is_reported"), [("true", True), ("True", True), ("false", False), (None, False)])
def test_an_image_with_bidirectional_streaming(value: str | None, is_reported: bool, examine: Examine) -> None:
    label = "com.amazonaws.sagemaker.capabilities.bidirectional-streaming"
    finding = (
        "9:16 info image-bidirectional-streaming: the image supports bidirectional streaming, which the validation does"
        " not test | run rehearse, and make the container answer POST /invocations, too"
    )
    findings = examine(algorithm(), run={"Labels": {label: value} if value else None})
    assert findings == ([finding] if is_reported else [])
