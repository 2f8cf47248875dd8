"""The type of the JSON report."""

from __future__ import annotations

from typing import Annotated, Literal, NotRequired, TypedDict

from .findings import Errors, ExitCode, FailureData, Hidden, ManifestFile, ReportedFinding, Warnings
from .measurements import RealTimeData, TrainingData, TransformData
from .plans import MatrixJobData, PlanData
from .terms import ACTIONS, COMMANDS, KINDS, RESOURCE_TYPES, Known


class LastStatus(TypedDict):
    """The last status of a resource, an image scan, a validation or a job."""

    resource_type: Annotated[str, "What the status is of.", Known(*RESOURCE_TYPES)]
    name: Annotated[str, "The name of the resource, image, validation profile or job."]
    status: Annotated[str, "The status in AWS's words, such as `InProgress` or `Completed`."]
    reason: Annotated[str, "Why it failed, in AWS's words. Empty if AWS gives no reason."]
    elapsed_seconds: Annotated[float, "Seconds since the start of the watch, or of the rehearsal."]


class ResultData(TypedDict):
    """The results of one manifest. A field that is missing is not known: the run has not come so far."""

    manifest: ManifestFile
    errors: Errors
    warnings: Warnings
    hidden: Hidden
    arn: NotRequired[Annotated[str, "The ARN of the resource, as soon as it exists."]]
    name: NotRequired[Annotated[str, "The name of the resource."]]
    kind: NotRequired[Annotated[str, "The kind of the resource.", Known(*KINDS)]]
    region: NotRequired[Annotated[str, "The AWS Region of the resource."]]
    role_to_assume: NotRequired[Annotated[str, "The role that the manifest names in `role-to-assume`."]]
    status: NotRequired[Annotated[str, "The last known status of the resource, such as `Completed`."]]
    action_taken: NotRequired[
        Annotated[
            str,
            "What the run did: `created`, `attached` (validation was in progress), `unchanged` (already completed), "
            "`replaced` or `watched`.",
            Known(*ACTIONS),
        ]
    ]
    failure_reason: NotRequired[Annotated[str, "Why the validation failed: all reasons from AWS."]]
    image_digest: NotRequired[
        Annotated[str, "The digest of the image that is validated; for an algorithm, of its training image."]
    ]
    image_digests: NotRequired[Annotated[str, "The digests of all images that are validated, separated by spaces."]]
    rehearsed_image_digests: NotRequired[
        Annotated[str, "The digests of the images that were rehearsed before the create request, separated by spaces."]
    ]
    console_url: NotRequired[Annotated[str, "The console URL of the account's model packages or algorithms."]]
    plan: NotRequired[Annotated[PlanData, "The plan."]]
    rehearsals: NotRequired[Annotated[list[TransformData], "What the rehearsals of transform jobs measured."]]
    training_rehearsals: NotRequired[Annotated[list[TrainingData], "What the rehearsals of training jobs measured."]]
    real_time_rehearsals: NotRequired[Annotated[list[RealTimeData], "What the rehearsal of an endpoint measured."]]
    statuses: NotRequired[Annotated[list[LastStatus], "The last status of each scan, validation and job."]]


class ReportData(TypedDict):
    """The results of a run."""

    schema_version: Annotated[Literal[1], "The version of the schema, which the next breaking change increases."]
    command: Annotated[str, "The command.", Known(*COMMANDS)]
    fail_on: NotRequired[
        Annotated[str, "The lowest severity that fails the run.", Known("error", "warning", "info", "never")]
    ]
    shard: NotRequired[Annotated[str, "Which of several parts of the manifests the run had, such as `2/10`."]]
    exit_code: ExitCode
    errors: Errors
    warnings: Warnings
    hidden: Hidden
    findings: Annotated[list[ReportedFinding], "The findings of all manifests."]
    failures: Annotated[list[FailureData], "What ended the run, for one manifest or altogether."]
    results: Annotated[list[ResultData], "The results of each manifest."]
    matrix: NotRequired[
        Annotated[list[MatrixJobData], "The jobs in which a workflow can create what the plan names (`plan` only)."]
    ]
