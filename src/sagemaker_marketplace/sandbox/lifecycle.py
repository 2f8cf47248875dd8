"""The lifecycle of a model package or an algorithm: its states, one per poll.

Sources: the API for the statuses; the SageMaker developer guide for the order of scan, training job (algorithms only)
and transform job. How the service fills the two status lists is not documented in detail: here each contains one item,
and stages after a failed one remain NotStarted. The item of the validation has the name of the profile
(recordings of aws-controllers-k8s/sagemaker-controller); that of the scan has the name of the resource (ours).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sagemaker_marketplace.sandbox.json_protocol import JsonObject
from sagemaker_marketplace.sandbox.scenario import Stage


@dataclass(frozen=True)
class Step:
    """One state: the status of the resource and of each of its stages."""

    status: str
    stages: Mapping[str, str]
    reason: str | None = None  # of a failure that the scenario's stages do not define


def stages_of(request: JsonObject) -> tuple[str, ...]:
    """Return the stages for a create request: scan if it requests certification, then the jobs of its first profile.

    CertifyForMarketplace is false by default.
    """
    profiles = request.get("ValidationSpecification", {}).get("ValidationProfiles", ())
    keys = {key for profile in profiles[:1] for key in profile}
    present = {
        "scan": request.get("CertifyForMarketplace", False),
        "training": "TrainingJobDefinition" in keys,
        "transform": "TransformJobDefinition" in keys,
    }
    return tuple(stage for stage, is_present in present.items() if is_present)


def steps(stages: tuple[str, ...], outcomes: Mapping[str, Stage]) -> list[Step]:
    """Return the states of a resource with these stages, from Pending to the final one."""
    state = dict.fromkeys(stages, "NotStarted")
    states = [Step("Pending", dict(state))]
    for stage in stages:
        final_status = outcomes[stage].final_status
        if final_status != "NotStarted":
            state[stage] = "InProgress"
            states += [Step("InProgress", dict(state))] * outcomes[stage].polls
        if final_status == "never":
            return states
        state[stage] = final_status
        if final_status != "Completed":
            return [*states, Step("Failed", dict(state))]
    return [*states, Step("Completed", dict(state))]


def stopped(before: Step, stage: str, job: str) -> Step:
    """Return the state of a resource after a job of its validation was stopped.

    What the service does then is not known; that the resource fails is an inference.
    """
    return failed(before, stage, f"The {stage} job {job} was stopped.")


def failed(before: Step, stage: str, reason: str) -> Step:
    """Return the state of a resource after a stage that failed for another reason than the scenario's."""
    return Step("Failed", {**before.stages, stage: "Failed"}, reason)


def status_details(name: str, request: JsonObject, step: Step, outcomes: Mapping[str, Stage]) -> JsonObject:
    """Return the ModelPackageStatusDetails or AlgorithmStatusDetails of a resource in this state."""
    jobs = [stage for stage in step.stages if stage != "scan"]
    profiles = request.get("ValidationSpecification", {}).get("ValidationProfiles", ())
    return {
        "ValidationStatuses": [_item(profiles[0]["ProfileName"], jobs, step, outcomes)] if jobs else [],
        "ImageScanStatuses": [_item(name, ["scan"], step, outcomes)] if "scan" in step.stages else [],
    }


def _item(name: str, stages: list[str], step: Step, outcomes: Mapping[str, Stage]) -> JsonObject:
    """Return one item that summarizes some stages, with the reason of the failed one."""
    item = {"Name": name, "Status": _combined_status([step.stages[stage] for stage in stages])}
    for stage in stages:
        reason = outcomes[stage].reason
        if step.status == "Failed" and step.stages[stage] == outcomes[stage].final_status and reason:
            item["FailureReason"] = reason
    if step.reason and item["Status"] == "Failed":
        item["FailureReason"] = step.reason
    return item


def _combined_status(statuses: list[str]) -> str:
    """Return the combined status of consecutive stages."""
    if "Failed" in statuses:
        return "Failed"
    return statuses[0] if len(set(statuses)) == 1 else "InProgress"
