"""The types of what a rehearsal measures."""

from __future__ import annotations

from typing import Annotated, Literal, TypedDict

from .findings import ManifestFile

Seconds = float | None
Integer = int | None


class Container(TypedDict):
    """Where the container ran."""

    manifest: ManifestFile
    image: Annotated[str, "The image that ran."]
    cpus: Annotated[int, "The vCPUs that the container could use."]
    memory_bytes: Annotated[int, "The memory that the container could use."]
    start_seconds: Annotated[Seconds, "How long the engine took to start the container."]
    highest_memory_bytes: Annotated[Integer, "The highest sample of the memory in use."]


class Job(Container):
    """A job of a validation profile."""

    profile: Annotated[str, "The name of the validation profile."]
    succeeded: Annotated[bool, "Whether the job would succeed in AWS."]
    instance_type: Annotated[str, "The instance type of the job, such as `ml.m5.large`."]
    instance_cpus: Annotated[Integer, "The vCPUs of the instance type. `null` if they are not known."]
    instance_memory_bytes: Annotated[Integer, "The memory of the instance type. `null` if it is not known."]


class Requests(TypedDict):
    """The latencies of requests."""

    first_ping_seconds: Annotated[Seconds, "Time from the container's start to the first successful GET /ping."]
    requests: Annotated[int, "The number of requests."]
    p50_seconds: Annotated[Seconds, "The median of the latencies. `null` without requests."]
    p95_seconds: Annotated[Seconds, "The 95th percentile of the latencies. `null` without requests."]


class TransformData(Job, Requests):
    """What the rehearsal of a transform job measured. `null` is a value that there is none of, or not known."""

    records_per_request: Annotated[Integer, "The records in the largest request. `null` if they can't be counted."]
    records_in: Annotated[Integer, "The records of the input. `null` if they can't be counted."]
    records_out: Annotated[Integer, "The records of the output. `null` if they can't be counted."]
    requests_per_second: Annotated[Seconds, "The rate of the whole job."]
    records_per_second: Annotated[Seconds, "The rate of the whole job."]
    saved_files: Annotated[list[str], "The files that `save-outputs` wrote."]
    listing: Annotated[str, "A sentence for the listing. Empty without requests."]


class TrainingData(Job):
    """What the rehearsal of a training job measured. `null` is a value that is not known."""

    seconds: Annotated[Seconds, "How long the program ran."]
    model_bytes: Annotated[Integer, "The size of model.tar.gz."]
    model_files: Annotated[Integer, "The number of files in model.tar.gz."]
    metrics: Annotated[
        dict[str, float | None], "The last value of each of the algorithm's metrics. `null` for one without a value."
    ]


class RealTimeData(Container, Requests):
    """What the rehearsal of real-time inference measured. `null` is a value that there is none of, or not known."""

    first_chunk_seconds: Annotated[Seconds, "Time to the first chunk of the largest streamed response."]
    chunks: Annotated[int, "The chunks of the largest streamed response. 0 without streaming."]
    metric_names: Annotated[list[str], "The metrics that GET /metrics shows to buyers."]
    metered_responses: Annotated[int, "The responses with a metering header."]
    metered_units: Annotated[dict[str, float], "The units of the metering headers, by dimension."]
    metered_records: Annotated[Integer, "The records in the requests of the metered responses."]
    is_bidirectional: Annotated[bool, "Whether WebSocket connections were rehearsed."]


class TransformEvent(TransformData):
    """What the rehearsal of a transform job measured."""

    type: Literal["rehearsal"]


class TrainingEvent(TrainingData):
    """What the rehearsal of a training job measured."""

    type: Literal["training"]


class RealTimeEvent(RealTimeData):
    """What the rehearsal of real-time inference measured."""

    type: Literal["real_time"]
