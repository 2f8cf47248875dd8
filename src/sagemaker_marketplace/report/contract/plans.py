"""The types of plans."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypedDict

from .findings import DataPath, ManifestFile
from .terms import DECISIONS, JOB_TYPES, Known


class DifferenceData(TypedDict):
    """A field of the request that an existing resource contradicts."""

    field: Annotated[str, "The field, such as `InferenceSpecification.Containers[0].Image`."]
    path: DataPath
    existing: Annotated[Any, "The value of the resource. `null` if it has none."]
    manifest: Annotated[Any, "The value of the manifest. `null` if it has none."]
    image_digest: Annotated[str, "The digest of the tag that the manifest's value names. Empty if it names none."]


class PlannedJobData(TypedDict):
    """A job of the validation. Amounts are estimates from list prices."""

    job_type: Annotated[str, "The type of the job.", Known(*JOB_TYPES)]
    instance_type: Annotated[str, "The instance type, such as `ml.m5.large`."]
    instance_count: Annotated[int, "The number of instances."]
    hourly_usd: Annotated[float | None, "The price of all instances per hour. `null` if it is not known."]
    likely_minutes: Annotated[float, "The likely duration in minutes."]
    max_minutes: Annotated[float, "The maximum duration in minutes."]
    price_date: Annotated[str, "The date of the recorded price. Empty for a current price, or none."]
    likely_usd: Annotated[float | None, "The likely cost in USD. `null` if the price is not known."]
    max_usd: Annotated[float | None, "The maximum cost in USD. `null` if the price is not known."]


class CostData(TypedDict):
    """What all jobs of a validation cost together."""

    likely_usd: Annotated[float, "The likely cost in USD."]
    max_usd: Annotated[float, "The maximum cost in USD."]


class PlanSummary(TypedDict):
    """What will be done with a resource, and why."""

    decision: Annotated[
        str,
        "What `create` does: `create`, `attach` (watch the running validation), `unchanged`, `replace`, "
        "`create-after-deletion` or `create-unless-exists` (no permission to look the name up); with `failed` and "
        "`conflict` it ends with a failure.",
        Known(*DECISIONS),
    ]
    reason: Annotated[str, "The decision as a sentence."]
    name: Annotated[str, "The name of the resource."]
    operation: Annotated[str, "The operation of the API, such as `CreateModelPackage`."]
    creates: Annotated[bool, "Whether `create` would send the request."]
    differences: Annotated[list[DifferenceData], "How the existing resource differs from the manifest."]
    jobs: Annotated[list[PlannedJobData], "The jobs of the validation. Empty if nothing is created."]
    cost: Annotated[CostData | None, "What all jobs cost. `null` without jobs, or if a price is not known."]
    added_fields: Annotated[list[str], "What the request has that the manifest does not have."]
    visible_to_buyers: Annotated[list[str], "The S3 locations in the request that buyers can see."]


class PlanData(PlanSummary):
    """What will be done with a resource, and why, with the exact request."""

    request: Annotated[dict[str, Any], "The exact request."]


class MatrixJobData(TypedDict):
    """A job of a matrix: the manifests that one run creates."""

    name: Annotated[str, "The name of the job, such as `123456789012 us-east-2`."]
    account: Annotated[str, "The ID of the account of the role. Empty without a role."]
    region: Annotated[str, "The AWS Region."]
    role_to_assume: Annotated[str, "The role that the manifests name in `role-to-assume`. Empty without one."]
    manifests: Annotated[list[str], "The manifests, in order."]


class MatrixEvent(TypedDict):
    """The jobs in which a workflow can create what the plan names."""

    type: Literal["matrix"]
    manifest: ManifestFile
    jobs: Annotated[list[MatrixJobData], "The jobs."]
    left_out: Annotated[int, "The number of manifests that are in none of the jobs, because there is no room."]
    unusable: Annotated[list[str], "The manifests that are in none of the jobs, because no input can have their names."]


class PlanEvent(PlanData):
    """What will be done with a resource, and why."""

    type: Literal["plan"]
    manifest: ManifestFile
    region: Annotated[str, "The AWS Region of the resource."]
