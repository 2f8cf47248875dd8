"""Recorded events of an algorithm: rehearsals with training and real-time inference, also before a create call."""

from __future__ import annotations

from sagemaker_marketplace.manifest.findings import Finding, Location
from sagemaker_marketplace.report import events
from sagemaker_marketplace.report.events import Event

M = "churn.yaml"
MIB, GIB = 1024**2, 1024**3
IMAGE_PATH = ("spec", "TrainingSpecification", "TrainingImage")
ARN = "arn:aws:sagemaker:us-east-2:123456789012:algorithm/churn-1-0"
DIGEST, OTHER = f"sha256:{'1' * 64}", f"sha256:{'2' * 64}"


def check() -> list[Event]:
    """The check of a manifest without findings."""
    return [
        events.StageStarted("check", M),
        events.ManifestRead(M, {M: {2: '  image: "churn-scorer:dev"'}}),
        events.StageFinished("check", M, True, 0.1),
        events.FindingsComplete(),
    ]


def transform() -> events.RehearsalMeasured:
    """What was measured of a transform job."""
    return events.RehearsalMeasured(
        M,
        "profile-0",
        True,
        "churn-scorer:dev",
        "ml.m5.large",
        2,
        8 * GIB,
        2,
        8 * GIB,
        start_seconds=0.31,
        first_ping_seconds=0.4213,
        requests=14,
        p50_seconds=0.0123,
        p95_seconds=0.02001,
        records_per_request=6,
        highest_memory_bytes=212 * MIB,
        records_in=18,
        records_out=18,
        requests_per_second=66.4321987,
        records_per_second=85.4128,
    )


def training(succeeded: bool = True, **values: object) -> events.TrainingMeasured:
    """What was measured of a training job; `values` override it."""
    known = {
        "instance_cpus": 2,
        "instance_memory_bytes": 8 * GIB,
        "start_seconds": 0.28,
        "seconds": 8.1234567,
        "highest_memory_bytes": 305 * MIB,
        "model_bytes": 4096,
        "model_files": 2,
        "metrics": (("validation:auc", 0.93123), ("train:loss", None)),
        **values,
    }
    return events.TrainingMeasured(
        M,
        "profile-0",
        succeeded,
        "churn-scorer:dev",
        "ml.m5.large",
        2,
        8 * GIB,
        **known,  # type: ignore[arg-type] # the values of fields by name
    )


def real_time(**values: object) -> events.RealTimeMeasured:
    """What was measured of real-time inference; `values` override it."""
    known = {
        "start_seconds": 0.3,
        "first_ping_seconds": 0.4,
        "requests": 20,
        "p50_seconds": 0.00312,
        "p95_seconds": 0.00501,
        "highest_memory_bytes": 198 * MIB,
        "first_chunk_seconds": 0.0123,
        "chunks": 5,
        "metric_names": ("requests_total", "latency_seconds"),
        "metered_responses": 20,
        "metered_units": (("inference.count", 40.0),),
        "metered_records": 40,
        "is_bidirectional": True,
        **values,
    }
    return events.RealTimeMeasured(M, "churn-scorer:dev", 2, 8 * GIB, **known)  # type: ignore[arg-type] # as above


def outputs(**values: str) -> list[Event]:
    """Events that set outputs."""
    return [events.OutputChanged(M, name.replace("_", "-"), value) for name, value in values.items()]


def identity() -> list[Event]:
    """The outputs that are known before the resource exists."""
    return outputs(kind="Algorithm", name="churn-1-0", region="us-east-2")


def jobs() -> list[Event]:
    """A training job, a transform job with its model, and real-time inference."""
    return [
        events.StatusChanged(M, "training rehearsal", "profile-0", "Training", 0.5),
        events.LogLine(M, "training", "container", "epoch 1: auc 0.93123"),
        training(),
        events.StatusChanged(M, "transform rehearsal", "profile-0", "Transforming", 9.1),
        transform(),
        real_time(),
    ]


def algorithm() -> list[Event]:
    """A rehearsal of an algorithm that passes."""
    return [
        *check(),
        events.StageStarted("rehearse", M, 0.1),
        *identity(),
        *jobs(),
        events.StageFinished("rehearse", M, True, 14.2),
        events.FindingsComplete(stage="rehearse"),
    ]


def training_failure() -> list[Event]:
    """The end of a rehearsal whose training job fails."""
    start, end = Location(M, 2, 10), Location(M, 2, 28)
    cause = events.FailureCause(
        "the program exited with an error code",
        "write the reason to /opt/ml/output/failure",
        "ValueError: could not convert string to float: 'abc'",
        IMAGE_PATH,
        start,
        end=end,
    )
    return [
        events.StatusChanged(M, "training rehearsal", "profile-0", "Training", 0.5),
        events.LogLine(M, "training", "container", "ValueError: could not convert string to float: 'abc'"),
        training(False, seconds=0.4, model_bytes=None, model_files=None, metrics=()),
        events.FindingReported(M, Finding(IMAGE_PATH, start, "error", "rehearsal-failed", cause.cause, cause.fix)),
        events.StageFinished("rehearse", M, False, 1.9),
        events.RunFailed(
            M,
            "the training job of validation profile profile-0 would fail in AWS",
            4,
            causes=(cause,),
            log_lines=("last log lines of the container:", "  ValueError: could not convert string to float: 'abc'"),
            title="Rehearsal failed",
            service_words="AlgorithmError: , exit code: 1",
        ),
    ]


def training_failed() -> list[Event]:
    """A rehearsal whose training job fails."""
    return [
        *check(),
        events.StageStarted("rehearse", M, 0.1),
        *identity(),
        *training_failure(),
        events.FindingsComplete(stage="rehearse"),
    ]


def until_rehearsal() -> list[Event]:
    """Check, plan and preflight of a create run, and the start of the rehearsal."""
    image = "123456789012.dkr.ecr.us-east-2.amazonaws.com/churn-scorer:1.0"
    plan = events.PlanMade(
        M, "create", "churn-1-0 will be created", "CreateAlgorithm", "us-east-2", {"Image": image}, name="churn-1-0"
    )
    return [
        *check(),
        events.StageStarted("plan", M, 0.1),
        *identity(),
        plan,
        events.StageFinished("plan", M, True, 0.2),
        events.StageStarted("preflight", M, 0.2),
        events.StageFinished("preflight", M, True, 0.6),
        events.FindingsComplete(stage="preflight"),
        events.StageStarted("rehearse", M, 0.6),
        *identity(),
    ]


def created(digest: str = DIGEST) -> list[Event]:
    """A rehearsal, and then the creation and the validation of an algorithm with an image of this digest."""
    return [
        *until_rehearsal(),
        *jobs(),
        events.StageFinished("rehearse", M, True, 14.2),
        *outputs(rehearsed_image_digests=DIGEST),
        events.FindingsComplete(stage="rehearse"),
        events.StageStarted("create", M, 14.3),
        *outputs(arn=ARN, action_taken="created", image_digest=digest, image_digests=digest),
        events.StageFinished("create", M, True, 14.9),
        events.StageStarted("watch", M, 14.9),
        events.StatusChanged(M, "algorithm", "churn-1-0", "InProgress", 0.0),
        events.StatusChanged(M, "algorithm", "churn-1-0", "Completed", 600.0),
        *outputs(status="Completed"),
        events.StageFinished("watch", M, True, 615.0),
    ]


def not_created() -> list[Event]:
    """A rehearsal whose training job fails, so that nothing is created."""
    return [
        *until_rehearsal(),
        *training_failure(),
        *outputs(rehearsed_image_digests=DIGEST),
        events.FindingsComplete(stage="rehearse"),
    ]


# The command and the events of each run.
RUNS = {
    "algorithm": ("rehearse", algorithm()),
    "training-failed": ("rehearse", training_failed()),
    "created": ("create", created()),
    "created-other-image": ("create", created(OTHER)),
    "not-created": ("create", not_created()),
}
