"""The transform jobs of a manifest: each field from where the request has it, and what is not set."""

from __future__ import annotations

from typing import Any

import pytest

from sagemaker_marketplace.manifest.document import Document
from sagemaker_marketplace.rehearse.job import TransformJob, transform_jobs

CONTAINER = {"Image": "image:1", "ModelDataUrl": "s3://a/model.tar.gz", "Environment": {"A": "1", "B": "2"}}
DEFINITION = {
    "MaxConcurrentTransforms": 4,
    "MaxPayloadInMB": 0,
    "BatchStrategy": "SingleRecord",
    "Environment": {"B": "3"},
    "TransformInput": {
        "DataSource": {"S3DataSource": {"S3DataType": "ManifestFile", "S3Uri": "s3://a/in"}},
        "ContentType": "text/csv",
        "CompressionType": "Gzip",
        "SplitType": "Line",
    },
    "TransformOutput": {"Accept": "application/json", "AssembleWith": "Line"},
    "TransformResources": {"InstanceType": "ml.m5.large", "InstanceCount": 2},
}


def path(number: int) -> tuple[str | int, ...]:
    return ("spec", "ValidationSpecification", "ValidationProfiles", number, "TransformJobDefinition")


WHOLE = TransformJob(
    profile="one",
    path=path(0),
    container_path=("spec", "InferenceSpecification", "Containers", 0),
    image="image:1",
    model_uri="s3://a/model.tar.gz",
    environment={"A": "1", "B": "3"},
    content_type="text/csv",
    accept="application/json",
    split_type="Line",
    batch_strategy="SingleRecord",
    max_payload_mb=0,
    max_concurrent=4,
    compression="Gzip",
    data_type="ManifestFile",
    input_uri="s3://a/in",
    assemble_with="Line",
    instance_type="ml.m5.large",
    instance_count=2,
)
NOTHING = TransformJob(
    profile="",
    path=path(2),
    container_path=("spec", "InferenceSpecification", "Containers", 0),
    image="image:1",
    model_uri="",
    environment={},
    content_type="",
    accept="",
    split_type="",
    batch_strategy="",
    max_payload_mb=None,
    max_concurrent=0,
    compression="",
    data_type="",
    input_uri="",
    assemble_with="",
    instance_type="",
    instance_count=1,
)


def jobs(containers: Any, profiles: Any) -> list[TransformJob]:
    document = Document("m.yaml")
    document.data = {
        "spec": {
            "InferenceSpecification": {"Containers": containers},
            "ValidationSpecification": {"ValidationProfiles": profiles},
        }
    }
    return list(transform_jobs(document))


def test_all_fields() -> None:
    assert jobs([CONTAINER], [{"ProfileName": "one", "TransformJobDefinition": DEFINITION}]) == [WHOLE]


def test_profiles_without_a_job_are_left_out() -> None:
    empty: dict[str, Any] = {"TransformInput": {"DataSource": {}}}
    profiles = [{"ProfileName": "none"}, {"TransformJobDefinition": {}}, {"TransformJobDefinition": empty}]
    assert jobs([{"Image": "image:1"}], profiles) == [NOTHING]


def test_the_value_none_is_that_of_a_field_that_is_not_set() -> None:
    fields = {"CompressionType": "None", "SplitType": "None"}
    definition = {"TransformInput": fields, "TransformOutput": {"AssembleWith": "None"}}
    (job,) = jobs([CONTAINER], [{"TransformJobDefinition": definition}])
    assert (job.compression, job.split_type, job.assemble_with) == ("", "", "")


@pytest.mark.parametrize("containers", [None, [], {}, [{}]])
def test_without_a_container_there_is_no_job(containers: Any) -> None:
    assert jobs(containers, [{"TransformJobDefinition": DEFINITION}]) == []


@pytest.mark.parametrize("profiles", [None, {}, "x", []])
def test_without_profiles_there_is_no_job(profiles: Any) -> None:
    assert jobs([CONTAINER], profiles) == []


def test_the_model_of_a_training_job() -> None:
    container = ("spec", "InferenceSpecification", "Containers", 0)
    specification = {"TrainingImage": "image:1"}
    for training, is_trained in (({"TrainingInputMode": "File"}, True), (None, False)):
        spec = {
            "TrainingSpecification": specification,
            "InferenceSpecification": {"Containers": [CONTAINER]},
            "ValidationSpecification": {
                "ValidationProfiles": [{"TransformJobDefinition": DEFINITION, "TrainingJobDefinition": training}]
            },
        }
        document = Document("m.yaml")
        document.data = {"spec": spec}
        [job] = transform_jobs(document)
        path = ("spec", "TrainingSpecification", "TrainingImage") if is_trained else (*container, "ModelDataUrl")
        assert (job.is_trained, job.model_path) == (is_trained, path)
