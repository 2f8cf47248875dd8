"""Events with what rehearsals measured."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class RehearsalMeasured:
    """What the rehearsal of one transform job measured; None is a value that there is none of, or that is not known.

    `succeeded` is whether the job would succeed in AWS. Start is what the engine takes to start the container, and the
    first successful ping counts from its end. The latencies are the median and the 95th percentile of the requests;
    `records_per_request` is of the largest. The rates are those of the whole job, from its first request to its last
    answer, with as many requests at a time as the job allows. Memory is the highest sampled value. `cpus` and
    `memory_bytes` are the limits of the container, those of the instance type are known if it is. `saved_files` are
    those that save-outputs wrote.
    """

    manifest: str
    profile: str
    succeeded: bool
    image: str
    instance_type: str
    cpus: int
    memory_bytes: int
    instance_cpus: int | None = None
    instance_memory_bytes: int | None = None
    start_seconds: float | None = None
    first_ping_seconds: float | None = None
    requests: int = 0
    p50_seconds: float | None = None
    p95_seconds: float | None = None
    records_per_request: int | None = None
    highest_memory_bytes: int | None = None
    records_in: int | None = None
    records_out: int | None = None
    requests_per_second: float | None = None
    records_per_second: float | None = None
    saved_files: tuple[str, ...] = ()


@dataclass(frozen=True)
class TrainingMeasured:
    """What the rehearsal of one training job measured; None is a value that is not known.

    `succeeded`, limits and memory as in RehearsalMeasured. `seconds` is how long the program ran, `model_bytes` the
    size of model.tar.gz, `model_files` the number of its files. `metrics` are the names of the algorithm's metrics with
    their last values, None for one without a value.
    """

    manifest: str
    profile: str
    succeeded: bool
    image: str
    instance_type: str
    cpus: int
    memory_bytes: int
    instance_cpus: int | None = None
    instance_memory_bytes: int | None = None
    start_seconds: float | None = None
    seconds: float | None = None
    highest_memory_bytes: int | None = None
    model_bytes: int | None = None
    model_files: int | None = None
    metrics: tuple[tuple[str, float | None], ...] = ()


@dataclass(frozen=True)
class RealTimeMeasured:
    """What the rehearsal of real-time inference measured; None is a value that there is none of, or that is not known.

    Start, first ping, limits and memory as in RehearsalMeasured; the latencies are those of requests one at a time.
    `first_chunk_seconds` and `chunks` are of the largest streamed response. `metric_names` are what GET /metrics shows
    to buyers. `metered_units` are the units of the metering headers of `metered_responses`, by dimension, and
    `metered_records` the records in their requests.
    """

    manifest: str
    image: str
    cpus: int
    memory_bytes: int
    start_seconds: float | None = None
    first_ping_seconds: float | None = None
    requests: int = 0
    p50_seconds: float | None = None
    p95_seconds: float | None = None
    highest_memory_bytes: int | None = None
    first_chunk_seconds: float | None = None
    chunks: int = 0
    metric_names: tuple[str, ...] = ()
    metered_responses: int = 0
    metered_units: tuple[tuple[str, float], ...] = ()
    is_bidirectional: bool = False
    metered_records: int | None = None
