"""SageMaker's contract with the container of a transform job, as pure functions: what is sent, and what is accepted.

Sources: SageMaker developer guide, pages your-algorithms-batch-code, batch-transform and batch-transform-errors; the
service model of CreateTransformJob. What they leave open is marked at its function.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..job import TransformJob
from ..observations import Exchange, Observations, ParametersAnswer
from .payloads import MULTI_RECORD, SINGLE_RECORD

PORT = 8080
PING, PARAMETERS, INVOCATIONS = "/ping", "/execution-parameters", "/invocations"
# Seen in the logs of containers (aws/sagemaker-tensorflow-serving-container#130, amazon-sagemaker-examples#1620).
HOST, USER_AGENT = "169.254.255.131:8080", "Go-http-client/1.1"
# A ping has two seconds (developer guide).
PING_SECONDS = 2.0
# A request has InvocationsTimeoutInSeconds, and is repeated InvocationsMaxRetries times. A validation profile can set
# neither: these are the defaults (service model, ModelClientConfig). Which failures are repeated is not documented. The
# rehearsal does not repeat a request that timed out: four attempts would take 40 minutes.
REQUEST_SECONDS = 600.0
RETRIES = 3

# The API writes the strategies in another way than the container's answer and the environment.
_STRATEGIES = {"SingleRecord": SINGLE_RECORD, "MultiRecord": MULTI_RECORD}
# The product of MaxPayloadInMB and MaxConcurrentTransforms must not exceed this (batch-transform-errors).
MAX_TOTAL_MB = 100

# What AWS reports, as users of public repositories saw it.
_PING_FAILED = (
    "AlgorithmError: Model container failed to respond to ping. Please ensure /ping endpoint is implemented and "
    "responds with an HTTP 200 status code"  # aws/amazon-sagemaker-examples#852
)
_NO_MODEL = (
    'Failed to extract model data archive for container "container_1" from URL "{}". Please ensure that the object '
    "located at the URL is a valid tar.gz archive."  # mantiumai/aws-sagemaker-gptj-deepspeed-blog#5
)
# Where a training job writes its model is not documented beyond this name.
_TRAINED_MODEL = "model.tar.gz"
_REQUEST_FAILED = "AlgorithmError: See job logs for more information"  # aws/deep-learning-containers#586
_NO_RESPONSE = "Unable to get response from algorithm"  # aws/sagemaker-python-sdk#1951
_SERVICE_LINE = "[sagemaker logs]: "


@dataclass(frozen=True)
class Parameters:
    """Requests at a time, batch strategy (SINGLE_RECORD or MULTI_RECORD) and maximum payload in MiB (0: unlimited)."""

    max_concurrent: int = 1
    strategy: str = MULTI_RECORD
    max_payload_mb: int = 6

    @property
    def total_mb(self) -> int:
        """The product that must not exceed MAX_TOTAL_MB."""
        return self.max_concurrent * self.max_payload_mb

    def __str__(self) -> str:
        """Return what the job's data log says (seen: aws/sagemaker-python-sdk#1882)."""
        return (
            f"MaxConcurrentTransforms={self.max_concurrent}, MaxPayloadInMB={self.max_payload_mb}, "
            f"BatchStrategy={self.strategy}"
        )


@dataclass(frozen=True)
class AnsweredParameters:
    """What a container answers to GET /execution-parameters: fields with valid values, and what is wrong with it.

    A strategy that is written as in the API, such as `MultiRecord`, is valid; `is_api_strategy` is then true. Whether
    SageMaker accepts it is not documented.
    """

    values: Mapping[str, int | str] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    is_api_strategy: bool = False


def answered_parameters(answer: ParametersAnswer | None) -> AnsweredParameters:
    """Interpret an answer; a container can answer 404, because the route is optional."""
    if answer is None or answer.status == 404:
        return AnsweredParameters()
    if answer.status != 200:
        return AnsweredParameters(problems=(f"status {answer.status}" if answer.status else answer.error,))
    try:
        data = json.loads(answer.body)
    except (ValueError, RecursionError):
        return AnsweredParameters(problems=("the answer is not valid JSON",))
    if not isinstance(data, dict):
        return AnsweredParameters(problems=("the answer is not a JSON object",))
    valid = {name: value for name, value in data.items() if name in _VALID and _VALID[name](value)}
    problems = [f"invalid {name}: {json.dumps(data[name])[:100]}" for name in _VALID if name in data.keys() - valid]
    strategy = valid.get("BatchStrategy")
    if strategy in _STRATEGIES:
        valid["BatchStrategy"] = _STRATEGIES[strategy]
    return AnsweredParameters(valid, tuple(problems), strategy in _STRATEGIES)


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


_VALID = {
    "MaxConcurrentTransforms": _is_number,
    "BatchStrategy": lambda value: isinstance(value, str) and value in (*_STRATEGIES, *_STRATEGIES.values()),
    "MaxPayloadInMB": _is_number,
}


def parameters_in_force(job: TransformJob, answer: ParametersAnswer | None) -> Parameters:
    """Return each parameter of the job; otherwise the container's; otherwise the default (developer guide).

    MaxConcurrentTransforms of 0 counts as not set (service model). What SageMaker does with an invalid answer is not
    documented: its fields count as not set here.
    """
    values = answered_parameters(answer).values
    default = Parameters()
    payload = values.get("MaxPayloadInMB", default.max_payload_mb) if job.max_payload_mb is None else job.max_payload_mb
    return Parameters(
        max_concurrent=int(job.max_concurrent or values.get("MaxConcurrentTransforms") or default.max_concurrent),
        strategy=_STRATEGIES.get(job.batch_strategy) or str(values.get("BatchStrategy") or default.strategy),
        max_payload_mb=int(payload),
    )


def environment(job: TransformJob) -> dict[str, str]:
    """Return the container's environment: the manifest's, and SageMaker's variables for what the job sets."""
    set_by_job = {
        "SAGEMAKER_MAX_CONCURRENT_TRANSFORMS": str(job.max_concurrent or ""),
        "SAGEMAKER_BATCH_STRATEGY": _STRATEGIES.get(job.batch_strategy, ""),
        "SAGEMAKER_MAX_PAYLOAD_IN_MB": "" if job.max_payload_mb is None else str(job.max_payload_mb),
    }
    return {
        **job.environment,
        "SAGEMAKER_BATCH": "true",
        **{name: value for name, value in set_by_job.items() if value},
    }


def request_headers(job: TransformJob) -> dict[str, str]:
    """Return the headers of POST /invocations; what is sent for types that the job does not set is not documented."""
    types = {"Content-Type": job.content_type, "Accept": job.accept}
    return {"Host": HOST, "User-Agent": USER_AGENT, **{name: value for name, value in types.items() if value}}


def separator(end: bytes, assemble_with: str) -> bytes:
    """Return what follows an answer that ends in `end`: a newline for `Line`, nothing otherwise.

    Whether an answer that ends in a newline gets a second one is not documented: it does not here.
    """
    return b"\n" if assemble_with == "Line" and not end.endswith(b"\n") else b""


def assemble(answers: Iterable[bytes], assemble_with: str) -> Iterator[bytes]:
    """Yield the parts of an object's output: its answers in order, and what is between them."""
    for answer in answers:
        yield answer
        yield separator(answer, assemble_with)


def output_name(name: str) -> str:
    """Return the name of an object's output (service model, TransformOutput)."""
    return f"{name}.out"


def service_words(observations: Observations) -> str:
    """Return the FailureReason that AWS reports for the job; empty if the job succeeds, or no words are known.

    If the program can't be started, it is the engine's message, which AWS writes to the job's log.
    """
    if any(problem.fails for problem in observations.model_problems):
        return _NO_MODEL.format(observations.job.model_uri or _TRAINED_MODEL)
    if observations.start_error:
        return observations.start_error
    if not observations.is_ready:
        return _PING_FAILED
    return _REQUEST_FAILED if observations.failed_exchange else ""


def data_log(observations: Observations) -> list[str]:
    """Return the lines of the job's data log: the parameters in force, and each request that failed.

    AWS writes bucket and key of an object where its name is here (seen: aws/amazon-sagemaker-examples#3948,
    aws/sagemaker-python-sdk#1882 and #1951).
    """
    if not observations.is_ready:
        return []
    lines = [str(parameters_in_force(observations.job, observations.parameters))]
    for exchange in observations.exchanges:
        if exchange.failed:
            lines += (f"{exchange.object}: {line}" for line in _failure_lines(exchange))
    return [_SERVICE_LINE + line for line in lines]


def _failure_lines(exchange: Exchange) -> list[str]:
    """Return the status, and the answer line by line."""
    if exchange.status is None:
        return [_NO_RESPONSE]
    is_client_error = 400 <= exchange.status < 500
    words = "ClientError" if is_client_error else "Bad HTTP status received from algorithm"
    answer = exchange.head.decode(errors="replace").splitlines()
    return [f"{words}: {exchange.status}", "", "Message:", *answer]
