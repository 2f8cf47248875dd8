"""The SageMaker operations the sandbox answers: functions of the store, the caller's Region and a valid request."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from sagemaker_marketplace.sandbox import jobs, lifecycle, refusals, tags
from sagemaker_marketplace.sandbox.jobs import Job
from sagemaker_marketplace.sandbox.listing import page, selected
from sagemaker_marketplace.sandbox.store import ALGORITHM, MODEL_PACKAGE, Kind, Resource, Store
from sagemaker_marketplace.sandbox.validation import echoed
from sagemaker_marketplace.sandbox.wire import Members, ServiceError, arn, refused

Operation = Callable[[Store, str, Members], Members]

_PAGE = 100
_JOBS_PAGE = 10  # the documented default of ListTransformJobs


def _create_model_package(store: Store, region: str, request: Members) -> Members:
    refusals.refuse_model_package(request, region)
    token = (region, request.pop("ClientToken", ""))
    before, content = store.tokens.get(token, (None, None))
    if before and store.resources.get(before.arn) is before:
        if content != request:
            raise ServiceError("ConflictException", "The ClientToken was used before with another request.")
        return {"ModelPackageArn": before.arn}
    _refuse_taken(store, MODEL_PACKAGE, region, request, "ConflictException")
    resource = store.add(MODEL_PACKAGE, region, request)
    if token[1]:
        store.tokens[token] = (resource, request)
    return {"ModelPackageArn": resource.arn}


def _create_algorithm(store: Store, region: str, request: Members) -> Members:
    refusals.refuse_algorithm(request, region)
    _refuse_taken(store, ALGORITHM, region, request, "ValidationException")
    return {"AlgorithmArn": store.add(ALGORITHM, region, request).arn}


def _refuse_taken(store: Store, kind: Kind, region: str, request: Members, code: str) -> None:
    """Refuse a name that exists, also on a resource that failed or is being deleted.

    The text is CreateModel's (astronomer/astronomer-providers#1055) with the kind put in. The API declares
    ConflictException for CreateModelPackage and no error for CreateAlgorithm, hence the codes; which the service
    really gives is not known.
    """
    name = request[f"{kind.word}Name"]
    taken = arn(region, kind.resource_type, name)
    if taken in store.resources:
        words = kind.resource_type.replace("-", " ")
        raise ServiceError(code, f"Cannot create already existing {words} {taken}")


def _describe(kind: Kind, store: Store, region: str, request: Members) -> Members:
    resource = store.find(kind, region, request[f"{kind.word}Name"])
    store.look(resource)
    details = lifecycle.status_details(resource.name, resource.step, store.scenario.stages)
    return {
        **echoed(f"Describe{kind.word}", resource.request),
        f"{kind.word}Arn": resource.arn,
        "CreationTime": resource.created,
        f"{kind.word}Status": resource.status,
        f"{kind.word}StatusDetails": details,
    }


def _delete(kind: Kind, store: Store, region: str, request: Members) -> Members:
    """Begin to delete, whatever the status: whether the service refuses some is not known."""
    resource = store.find(kind, region, request[f"{kind.word}Name"])
    if resource.deleting_looks is None:
        resource.deleting_looks = store.scenario.deleting_looks
    return {}


def _list(kind: Kind, store: Store, region: str, request: Members) -> Members:
    """List resources; to be listed is a look, too, so that who watches by listing sees life go on."""
    here = [found for found in store.resources.values() if (found.kind, found.region) == (kind, region)]
    # All packages here are unversioned and have no approval status.
    versioned = request.get("ModelPackageType") == "Versioned"
    if versioned or request.keys() & {"ModelPackageGroupName", "ModelApprovalStatus"}:
        here = []
    summaries = selected(request, [_summary(resource) for resource in here], kind.word)
    answer = page(request, summaries, f"{kind.word}SummaryList", _PAGE)
    for listed in answer[f"{kind.word}SummaryList"]:
        store.glance(listed[f"{kind.word}Arn"])
    return answer


def _summary(resource: Resource) -> Members:
    word = resource.kind.word
    description = f"{word}Description"
    return {
        f"{word}Name": resource.name,
        f"{word}Arn": resource.arn,
        **{key: value for key, value in resource.request.items() if key == description},
        "CreationTime": resource.created,
        f"{word}Status": resource.status,
    }


def _list_jobs(stage: str, order: str, store: Store, region: str, request: Members) -> Members:
    here = [jobs.summary(job) for job in store.jobs.values() if (job.stage, job.region) == (stage, region)]
    # No job of a validation has a warm pool or a training plan.
    if request.keys() & {"WarmPoolStatusEquals", "TrainingPlanArnEquals"}:
        here = []
    word = f"{stage.title()}Job"
    return page(request, selected(request, here, word, order), f"{word}Summaries", _JOBS_PAGE)


def _describe_job(stage: str, store: Store, region: str, request: Members) -> Members:
    """Describe a job; one that is stopping has stopped when it is next looked at."""
    job = _job(stage, store, region, request)
    answer = jobs.described(job)
    job.halt()
    return answer


def _stop_job(stage: str, store: Store, region: str, request: Members) -> Members:
    """Begin to stop a job.

    That the service refuses it for a job that is over, with a ValidationException, is known from the handling of it
    in AWS's Python SDK (aws/sagemaker-python-sdk, session.py); the text is ours.
    """
    job = _job(stage, store, region, request)
    if job.status not in ("InProgress", "Stopping"):
        raise refused(f"The {stage} job {job.name} is {job.status}, so there is nothing to stop.")
    job.stop()
    return {}


def _job(stage: str, store: Store, region: str, request: Members) -> Job:
    name = request[f"{stage.title()}JobName"]
    job = store.jobs.get(arn(region, jobs.RESOURCE_TYPE[stage], name))
    if job is None:
        raise refused(f"Could not find {stage} job {name}.")
    return job


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
