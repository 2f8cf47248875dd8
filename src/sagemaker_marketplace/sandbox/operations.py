"""The SageMaker operations of the sandbox: functions of the store of an account and Region, and a valid request."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from sagemaker_marketplace.sandbox import create_validation, descriptions, jobs, lifecycle, registry, tags
from sagemaker_marketplace.sandbox.api_call import ApiCall
from sagemaker_marketplace.sandbox.jobs import Job
from sagemaker_marketplace.sandbox.json_protocol import JsonObject, ServiceError, validation_error
from sagemaker_marketplace.sandbox.request_validation import response_fields
from sagemaker_marketplace.sandbox.resource_store import ALGORITHM, MODEL_PACKAGE, Kind, Resource, ResourceStore

Operation = Callable[[ResourceStore, JsonObject], JsonObject]

_PAGE = 100
_OWN_RESOURCES = re.compile("ModelPackage(?!Group)|Algorithm|TrainingJob|TransformJob")
_RESOURCE_TYPES = ("model-package", "algorithm", "training-job", "transform-job")
_JOBS_PAGE = 10  # the documented default of ListTransformJobs


def _create_model_package(store: ResourceStore, request: JsonObject) -> JsonObject:
    create_validation.validate_model_package(request, store.owner)
    token = request.pop("ClientToken", "")
    before, content = store.tokens.get(token, (None, None))
    if before and store.resources.get(before.arn) is before:
        if content != request:
            raise ServiceError("ConflictException", "The ClientToken was used before with another request.")
        return {"ModelPackageArn": before.arn}
    _reject_existing(store, MODEL_PACKAGE, request, "ConflictException")
    resource = _add(store, MODEL_PACKAGE, request)
    if token:
        store.tokens[token] = (resource, request)
    return {"ModelPackageArn": resource.arn}


def _create_algorithm(store: ResourceStore, request: JsonObject) -> JsonObject:
    create_validation.validate_algorithm(request, store.owner.region, store.scenario.max_channels)
    _reject_existing(store, ALGORITHM, request, "ValidationException")
    return {"AlgorithmArn": _add(store, ALGORITHM, request).arn}


def _add(store: ResourceStore, kind: Kind, request: JsonObject) -> Resource:
    """Create a resource that is described with the fields that the service fills in.

    Raises ServiceError for invalid tags, and for a source algorithm that does not exist: that the create call already
    rejects it is an inference. The sandbox has no subscriptions to algorithms of others.
    """
    tags.validate({tag["Key"] for tag in request.get("Tags", ())})
    sources = request.get("SourceAlgorithmSpecification", {}).get("SourceAlgorithms", ())
    algorithms = [store.find(ALGORITHM, source["AlgorithmName"]).request for source in sources]
    images = store.scenario.account.get("image", {})
    fields = descriptions.fill_in(
        request,
        lambda uri: registry.image_digest(store.owner.account, uri, images),
        algorithms[0] if algorithms else None,
    )
    resource = store.add(kind, fields)
    store.validate(resource)
    return resource


def _reject_existing(store: ResourceStore, kind: Kind, request: JsonObject, code: str) -> None:
    """Reject a name that exists, including the name of a resource that failed or is being deleted.

    The message is CreateModel's (astronomer/astronomer-providers#1055), with the kind replaced. The codes follow the
    API, which declares ConflictException for CreateModelPackage and no error for CreateAlgorithm; what the service
    returns is not known.
    """
    name = request[f"{kind.prefix}Name"]
    existing = store.owner.arn(kind.resource_type, name)
    if existing in store.resources:
        type_name = kind.resource_type.replace("-", " ")
        raise ServiceError(code, f"Cannot create already existing {type_name} {existing}")


def _describe(kind: Kind, store: ResourceStore, request: JsonObject) -> JsonObject:
    resource = store.find(kind, request[f"{kind.prefix}Name"])
    store.poll(resource)
    details = lifecycle.status_details(resource.name, resource.request, resource.step, resource.outcomes)
    return {
        **response_fields(f"Describe{kind.prefix}", resource.request),
        f"{kind.prefix}Arn": resource.arn,
        "CreationTime": resource.created,
        f"{kind.prefix}Status": resource.status,
        f"{kind.prefix}StatusDetails": details,
    }


def _delete(kind: Kind, store: ResourceStore, request: JsonObject) -> JsonObject:
    """Start to delete a resource, unless its validation runs.

    The message is AWS's for an algorithm that is InProgress (hashicorp/terraform-provider-aws, resource
    aws_sagemaker_algorithm); that of a model package is inferred. ACK's controller waits for Pending ones as well.
    """
    resource = store.find(kind, request[f"{kind.prefix}Name"])
    if resource.status in ("Pending", "InProgress"):
        raise validation_error(f"Cannot delete {kind.prefix} in {resource.status} status")
    if resource.polls_while_deleting is None:
        resource.polls_while_deleting = store.scenario.polls_while_deleting
    return {}


def _list(kind: Kind, store: ResourceStore, request: JsonObject) -> JsonObject:
    """List resources; this counts as a poll of each listed resource, so that a watch by list calls sees progress."""
    # All packages here are unversioned.
    is_versioned = request.get("ModelPackageType") == "Versioned" or "ModelPackageGroupName" in request
    approval = request.get("ModelApprovalStatus")

    def matches(resource: Resource) -> bool:
        return not is_versioned and approval in (None, resource.request.get("ModelApprovalStatus"))

    page, token = store.resources_of[kind].page(request, _PAGE, matches=matches)
    visible = [resource for resource in page if store.poll_listed(resource)]
    return {f"{kind.prefix}SummaryList": [_summary(resource) for resource in visible], **token}


def _summary(resource: Resource) -> JsonObject:
    prefix = resource.kind.prefix
    described = (f"{prefix}Description", "ModelApprovalStatus")
    return {
        f"{prefix}Name": resource.name,
        f"{prefix}Arn": resource.arn,
        **{key: value for key, value in resource.request.items() if key in described},
        "CreationTime": resource.created,
        f"{prefix}Status": resource.status,
    }


def _list_jobs(stage: str, order: str, store: ResourceStore, request: JsonObject) -> JsonObject:
    """List jobs; this counts as a Describe call of each listed job."""
    # No job of a validation has a warm pool or a training plan.
    has_jobs = not request.keys() & {"WarmPoolStatusEquals", "TrainingPlanArnEquals"}
    page, token = store.jobs_of[stage].page(request, _JOBS_PAGE, order, lambda _: has_jobs)
    summaries = [jobs.summarize(job) for job in page]
    for job in page:
        store.poll_job(job)
        job.finish_stopping()
    return {f"{stage.title()}JobSummaries": summaries, **token}


def _describe_job(stage: str, store: ResourceStore, request: JsonObject) -> JsonObject:
    """Describe a job; a stopping job is stopped at the next call."""
    job = _job(stage, store, request)
    store.poll_job(job)
    description = jobs.describe(job)
    job.finish_stopping()
    return description


def _stop_job(stage: str, store: ResourceStore, request: JsonObject) -> JsonObject:
    """Start to stop a job.

    That the service returns a ValidationException for a finished job is known from the error handling of AWS's Python
    SDK (aws/sagemaker-python-sdk, session.py); the message is ours.
    """
    job = _job(stage, store, request)
    if job.status not in ("InProgress", "Stopping"):
        raise validation_error(f"The {stage} job {job.name} is {job.status}, so there is nothing to stop.")
    job.stop()
    return {}


def _job(stage: str, store: ResourceStore, request: JsonObject) -> Job:
    """Return a job. Raises ServiceError if there is none.

    The messages are those that aws-controllers-k8s/sagemaker-controller recognizes (generator.yaml).
    """
    name = request[f"{stage.title()}JobName"]
    job = store.jobs.get(store.owner.arn(jobs.RESOURCE_TYPE[stage], name))
    if job is None:
        messages = {
            "training": "Requested resource not found.",
            "transform": f"Could not find requested job with name: {name}",
        }
        raise validation_error(messages[stage])
    return job


def is_supported(call: ApiCall) -> bool:
    """Return whether the sandbox executes a SageMaker call itself; moto executes all others."""
    resource_type = call.string("ResourceArn").partition("/")[0].rpartition(":")[2]
    return call.operation in OPERATIONS and resource_type in ("", *_RESOURCE_TYPES)


def is_unsupported(call: ApiCall) -> bool:
    """Return whether a SageMaker call is about resources of the sandbox, but not one of OPERATIONS.

    moto would execute it, but on resources that the operations here don't find.
    """
    searched = call.string("Resource") if call.operation == "Search" else call.operation
    return bool(_OWN_RESOURCES.search(searched)) and call.operation not in OPERATIONS


OPERATIONS: dict[str, Operation] = {
    "CreateModelPackage": _create_model_package,
    "DescribeModelPackage": partial(_describe, MODEL_PACKAGE),
    "ListModelPackages": partial(_list, MODEL_PACKAGE),
    "DeleteModelPackage": partial(_delete, MODEL_PACKAGE),
    "CreateAlgorithm": _create_algorithm,
    "DescribeAlgorithm": partial(_describe, ALGORITHM),
    "ListAlgorithms": partial(_list, ALGORITHM),
    "DeleteAlgorithm": partial(_delete, ALGORITHM),
    "AddTags": tags.add_tags,
    "ListTags": tags.list_tags,
    "DeleteTags": tags.delete_tags,
    "ListTrainingJobs": partial(_list_jobs, "training", "Ascending"),
    "DescribeTrainingJob": partial(_describe_job, "training"),
    "ListTransformJobs": partial(_list_jobs, "transform", "Descending"),
    "DescribeTransformJob": partial(_describe_job, "transform"),
    "StopTrainingJob": partial(_stop_job, "training"),
    "StopTransformJob": partial(_stop_job, "transform"),
}
