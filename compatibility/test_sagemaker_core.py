"""sagemaker-core, AWS's object-oriented client, against the sandbox (`make compatibility`).

Run by unittest in the environment of sagemaker-core, inside the command `sandbox`. sagemaker-core can't create model
packages with lists of instance types, so boto3 creates them here.
"""

from __future__ import annotations

import json
import unittest
from pathlib import Path
from typing import Any

import boto3
from sagemaker.core.resources import Algorithm, ModelPackage, TrainingJob, TransformJob
from sagemaker.core.utils.code_injection.codec import pascal_to_snake

REQUESTS = Path(__file__).resolve().parents[1] / "tests" / "sandbox" / "requests"
ARN = "arn:aws:sagemaker:us-east-1:123456789012"


def request(kind: str, name: str) -> dict[str, Any]:
    """Return a create request of the sandbox's own tests, with another name."""
    fields: dict[str, Any] = json.loads((REQUESTS / f"{kind}.json").read_text("utf-8"))
    key = {"model-package": "ModelPackageName", "algorithm": "AlgorithmName"}[kind]
    return {**fields, key: name}


def to_snake_case(value: Any) -> Any:
    """Return a request with the names that sagemaker-core uses; the keys of hyperparameters remain."""
    if isinstance(value, list):
        return [to_snake_case(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        pascal_to_snake(key): item if key == "HyperParameters" else to_snake_case(item) for key, item in value.items()
    }


class ModelPackages(unittest.TestCase):
    """The model package of each test has its own name."""

    def create(self, name: str) -> ModelPackage:
        """Create a model package and get it."""
        boto3.client("sagemaker").create_model_package(**request("model-package", name))
        return ModelPackage.get(name)

    def test_get(self) -> None:
        package = self.create("got")
        self.assertEqual(package.model_package_arn, f"{ARN}:model-package/got")
        self.assertEqual(package.model_package_status, "Pending")
        self.assertEqual(ModelPackage.get(package.model_package_arn).model_package_arn, package.model_package_arn)

    def test_get_all(self) -> None:
        created = {self.create(f"listed-{number}").model_package_arn for number in range(3)}
        listed = [package.model_package_arn for package in ModelPackage.get_all(name_contains="listed-")]
        self.assertEqual(listed, sorted(created))

    def test_refresh(self) -> None:
        package = self.create("refreshed")
        statuses = [package.refresh().model_package_status for _ in range(4)]
        self.assertEqual(statuses, ["InProgress", "InProgress", "Completed", "Completed"])

    def test_wait_for_status(self) -> None:
        package = self.create("awaited")
        package.wait_for_status("Completed", poll=0)
        self.assertEqual(package.model_package_status, "Completed")

    def test_delete(self) -> None:
        package = self.create("deleted")
        package.wait_for_status("Completed", poll=0)
        package.delete()
        package.wait_for_delete(poll=0)
        self.assertEqual(list(ModelPackage.get_all(name_contains="deleted")), [])


class Algorithms(unittest.TestCase):
    """An algorithm and the jobs of its validation."""

    def test_create_and_wait_for_its_jobs(self) -> None:
        algorithm = Algorithm.create(**to_snake_case(request("algorithm", "trainer")))
        self.assertEqual(algorithm.algorithm_arn, f"{ARN}:algorithm/trainer")
        training = self.poll_until_listed(algorithm, TrainingJob)
        training.wait(poll=0)
        self.assertEqual(TrainingJob.get(training.training_job_name).training_job_status, "Completed")
        transform = self.poll_until_listed(algorithm, TransformJob)
        transform.wait(poll=0)
        self.assertEqual(TransformJob.get(transform.transform_job_name).transform_job_status, "Completed")
        self.assertEqual(algorithm.refresh().algorithm_status, "Completed")

    def poll_until_listed(self, algorithm: Algorithm, job: Any) -> Any:
        """Refresh the algorithm until a job runs; return the job."""
        for _ in range(10):
            for listed in job.get_all():
                return listed
            algorithm.refresh()
        raise AssertionError(f"no {job.__name__} started")


if __name__ == "__main__":
    unittest.main()
