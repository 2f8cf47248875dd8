"""The life of a model package or an algorithm: the steps it goes through, one a look.

Sources: the statuses are the API's; scan first, then the training job of an algorithm, then the transform job is the
order the SageMaker developer guide gives. How the service fills the two status lists is not documented in detail: here
each holds one item, named after the resource, and a stage that fails leaves the later ones NotStarted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sagemaker_marketplace.sandbox.scenario import Stage
from sagemaker_marketplace.sandbox.wire import Members


@dataclass(frozen=True)
class Step:
    """A moment of a life: the resource's status and the status of each stage it has."""

    status: str
    stages: Mapping[str, str]
    reason: str | None = None  # why it failed, where the scenario's stages do not say it


def stages_of(request: Members) -> tuple[str, ...]:
    """Give the stages a create request asks for: scan if it is to be certified, then the jobs of its first profile.

    A request that does not say whether to certify does not ask for it.
    """
    profiles = request.get("ValidationSpecification", {}).get("ValidationProfiles", ())
    asked = {key for profile in profiles[:1] for key in profile}
    present = {
        "scan": request.get("CertifyForMarketplace", False),
        "training": "TrainingJobDefinition" in asked,
        "transform": "TransformJobDefinition" in asked,
    }
    return tuple(stage for stage, there in present.items() if there)


def steps(stages: tuple[str, ...], outcomes: Mapping[str, Stage]) -> list[Step]:
    """Take the stages of a resource and how each goes; give its life from Pending to where it comes to rest."""
    state = dict.fromkeys(stages, "NotStarted")
    life = [Step("Pending", dict(state))]
    for stage in stages:
        ends = outcomes[stage].ends
        if ends != "NotStarted":
            state[stage] = "InProgress"
            life += [Step("InProgress", dict(state))] * outcomes[stage].looks
        if ends == "never":
            return life
        state[stage] = ends
        if ends != "Completed":
            return [*life, Step("Failed", dict(state))]
    return [*life, Step("Completed", dict(state))]


def stopped(before: Step, stage: str, job: str) -> Step:
    """Give the step a resource comes to after a job of its validation was stopped.

    What the service does then is not known. That it fails is our reading: nobody has shown that it serves.
    """
    return Step("Failed", {**before.stages, stage: "Failed"}, f"The {stage} job {job} was stopped.")


def status_details(name: str, step: Step, outcomes: Mapping[str, Stage]) -> Members:
    """Give ModelPackageStatusDetails or AlgorithmStatusDetails of the resource of this name at this step."""
    jobs = [stage for stage in step.stages if stage != "scan"]
    details: Members = {"ValidationStatuses": [_item(name, jobs, step, outcomes)] if jobs else []}
    if "scan" in step.stages:
        details["ImageScanStatuses"] = [_item(name, ["scan"], step, outcomes)]
    return details


def _item(name: str, stages: list[str], step: Step, outcomes: Mapping[str, Stage]) -> Members:
    """Give one item that sums up some stages, with the reason of the one that went wrong."""
    item = {"Name": name, "Status": _together([step.stages[stage] for stage in stages])}
    for stage in stages:
        reason = outcomes[stage].reason
        if step.status == "Failed" and step.stages[stage] == outcomes[stage].ends and reason:
            item["FailureReason"] = reason
    if step.reason and item["Status"] == "Failed":
        item["FailureReason"] = step.reason
    return item


def _together(statuses: list[str]) -> str:
    """Give the one status of several stages that run one after another."""
    if "Failed" in statuses:
        return "Failed"
    return statuses[0] if len(set(statuses)) == 1 else "InProgress"
