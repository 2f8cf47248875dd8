"""What a rehearsal observes: facts without a verdict. Diagnosis and checks decide what they mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Generic, TypeVar

from ..aws.ecr import Config
from .job import TransformJob
from .realtime_job import RealTimeJob
from .training_job import TrainingJob

# Why a request has no answer: no connection; none in time; the connection was closed before its end; it is not HTTP; it
# is larger than what is kept of one.
REFUSED, TIMED_OUT, DROPPED, MALFORMED, TOO_LARGE = "refused", "timed out", "dropped", "malformed", "too large"


def is_success(status: int | None) -> bool:
    """Whether a status of HTTP, None without a whole answer, is one of success."""
    return status is not None and 200 <= status < 300


@dataclass(frozen=True)
class Program:
    """A file of the image that the container runs, or would run: permission bits, first line, processor.

    `first_line` has at most 200 bytes and includes its line ending. `machine` is the ELF machine, such as `x86-64` or
    `aarch64`; empty if the file is not an ELF file.
    """

    path: str
    mode: int
    first_line: bytes
    machine: str = ""


@dataclass(frozen=True)
class Image:
    """A local image: its ID, what its config says, its size, and the programs that were looked up in it.

    `program` is the first word of ENTRYPOINT, or `serve` (or `train`) on the image's PATH without one; None if it is
    not there. `engine_architecture` is that of the engine's host in Go's words, such as `arm64`; empty if unknown.
    """

    name: str
    id: str
    config: Config
    size_bytes: int
    digests: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    program: Program | None = None
    engine_architecture: str = ""


@dataclass(frozen=True)
class Limits:
    """CPUs and memory of the container, and those of the instance type; None if the type's size is not known."""

    cpus: int
    memory_bytes: int
    instance_cpus: int | None = None
    instance_memory_bytes: int | None = None


@dataclass(frozen=True)
class Ping:
    """One GET /ping: when it was sent after the start, how long it took, and the answer.

    `status` is None without an answer; `error` is then one of the words above. `location` is of a redirect; the ping
    after it is the redirected one.
    """

    sent_seconds: float
    seconds: float
    status: int | None
    error: str = ""
    body: bytes = b""
    location: str = ""


@dataclass(frozen=True)
class ParametersAnswer:
    """The answer to GET /execution-parameters; `status` is None without one."""

    status: int | None
    content_type: str = ""
    body: bytes = b""
    error: str = ""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One POST /invocations and its answer.

    `object` is the name of the input object, `number` that of the request within it, from 0. `records` and
    `answer_records` are numbers of records, None where records can't be counted. `head` has the first 1,024 bytes of
    the answer; after a thousand requests 64, and `headers` is empty. `status` is None without a whole answer; `error`
    is then one of the words above. `attempts` counts repetitions: more than 1 means that earlier ones failed, the first
    with `first_status` or `first_error`.
    """

    object: str
    number: int
    request_bytes: int
    seconds: float
    status: int | None
    records: int | None = None
    answer_records: int | None = None
    content_type: str = ""
    answer_bytes: int = 0
    head: bytes = b""
    error: str = ""
    attempts: int = 1
    first_status: int | None = None
    first_error: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def failed(self) -> bool:
        """Whether it has no 2xx answer."""
        return not is_success(self.status)


@dataclass(frozen=True)
class InputProblem:
    """An input object that can't be sent, or not to its end: message and hint, both without the object's name.

    The job fails at it, unless `is_aws_limit` is false: then only the rehearsal can't send it.
    """

    object: str
    message: str
    hint: str
    is_aws_limit: bool = True


@dataclass(frozen=True)
class ModelProblem:
    """What is wrong with a model: kind, the first entry concerned (empty: all of it), message and hint.

    Kinds: not-gzip, not-tar, damaged, symbolic-link, unsafe-path, device, wrapped, empty. `fails` if AWS can't unpack
    the model, so that no container starts.
    """

    kind: str
    entry: str
    message: str
    hint: str
    fails: bool = False


@dataclass(frozen=True)
class End:
    """How the container's first process ended: exit code, whether the kernel killed it for memory, and when.

    `during` is `start` (before a successful ping), `requests`, `training` (a training job, until its end),
    `stop` (after SIGTERM and ten seconds of grace at most) or `abort` (likewise after a failed job, with one second of
    grace). After `stop` and `abort`, `seconds` counts from SIGTERM, otherwise from the start; `was_killed` if the grace
    was over.
    """

    exit_code: int
    during: str
    seconds: float
    out_of_memory: bool = False
    was_killed: bool = False

    @property
    def is_own(self) -> bool:
        """Whether the program ended without being stopped by the rehearsal."""
        return self.during not in ("stop", "abort")


Job = TypeVar("Job", TransformJob, RealTimeJob, TrainingJob)


@dataclass
class ContainerObservations(Generic[Job]):
    """Facts about one container that a rehearsal runs, whatever its job; filled in while it runs.

    `TYPE` is the kind of job, which rehearsal checks name in OBSERVES; `ARGUMENT` is the one that SageMaker starts the
    container with. `start_error` is the engine's message if the container could not be started. `host_names` are those
    the container looked up, `network_attempts` the packets that had no route. `log_lines` is the part of the log that
    is kept.
    """

    TYPE: ClassVar[str]
    ARGUMENT: ClassVar[str]

    job: Job
    image: Image
    limits: Limits
    start_error: str = ""
    start_seconds: float | None = None
    end: End | None = None
    out_of_memory_events: int = 0
    highest_memory_bytes: int | None = None
    network_attempts: int = 0
    host_names: list[str] = field(default_factory=list)
    log_lines: tuple[str, ...] = ()


@dataclass
class ServingObservations(ContainerObservations[Job]):
    """Facts about a container that serves requests.

    `listening` are (address, port) pairs in the order of their appearance. `pings` has only the first of refused ones
    in a row; `pings_outcome` is empty if none was sent, or why no more were: `ready`, `elsewhere` (pings are answered,
    but not where requests arrive), `patience`, or `stopped` (the container ended). `model_entries` are the first paths
    in the model folder, None without a model.
    """

    ARGUMENT = "serve"

    first_ping_seconds: float | None = None
    pings: list[Ping] = field(default_factory=list)
    pings_outcome: str = ""
    listening: list[tuple[str, int]] = field(default_factory=list)
    model_entries: tuple[str, ...] | None = None
    model_problems: tuple[ModelProblem, ...] = ()

    @property
    def is_ready(self) -> bool:
        """Whether a ping was answered with 200."""
        return self.first_ping_seconds is not None


@dataclass
class Observations(ServingObservations[TransformJob]):
    """All facts about the rehearsal of one transform job.

    `exchanges` are the job's requests, which took `requests_seconds` together; `small_exchanges` are those of the
    second run, in batches of at most two records; `unterminated` is the first record without its final newline.
    """

    TYPE = "transform"

    parameters: ParametersAnswer | None = None
    exchanges: list[Exchange] = field(default_factory=list)
    requests_seconds: float | None = None
    small_exchanges: list[Exchange] = field(default_factory=list)
    unterminated: Exchange | None = None
    input_problems: list[InputProblem] = field(default_factory=list)

    @property
    def failed_exchange(self) -> Exchange | None:
        """The first request of the job without a 2xx answer."""
        return next((each for each in self.exchanges if each.failed), None)
