"""Runs one transform job as SageMaker does, and collects what can be observed; nothing here decides what it means."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass

from ...context import Clock
from ...report import events
from ...watch.logbook import Logbook
from ..contract import contract
from ..contract.contract import Parameters
from ..contract.payloads import MULTI_RECORD, Payload
from ..engine.group import Group
from ..job import TransformJob
from ..observations import Image, Limits, Observations, ParametersAnswer
from ..sources.inputs import InputObject
from . import driver_client
from .answers import AnswerFiles
from .batches import Batches
from .driver_client import DriverClient
from .observer import Observer
from .serving import Serving

# The container has this long to end after SIGTERM; SageMaker's grace for batch transform is not documented.
GRACE_SECONDS = 10.0
# The second run has small batches, so that what happens between two requests is seen with little data.
_SMALL_RECORDS, _SMALL_REQUESTS = 2, 100
# An answer of the container asks for more requests at a time than SageMaker allows.
_MAX_CONCURRENT = 100


@dataclass(frozen=True)
class Setup:
    """What is rehearsed: the job of a manifest, its local image and input, and how long to wait for the first ping.

    `model_entries` are the first paths in the model folder, None without a model. `logbook` limits what is shown of
    the container's log.
    """

    manifest: str
    job: TransformJob
    image: Image
    objects: Sequence[InputObject]
    limits: Limits
    patience_seconds: float
    logbook: Logbook
    model_entries: tuple[str, ...] | None = None


def run(group: Group, setup: Setup, clock: Clock) -> Generator[events.Event, None, tuple[Observations, AnswerFiles]]:
    """Run the job in a group whose driver runs; yield statuses and the log, return the observations and the answers.

    The caller closes the answers. Raises Failure if the engine or the driver fails.
    """
    inference = _Inference(group, setup, clock)
    answers = AnswerFiles()
    with closing(inference.observer):
        try:
            yield from inference.run(answers)
        except BaseException:
            answers.__exit__()
            raise
    return inference.observations, answers


class _Inference:
    """The state of one run."""

    def __init__(self, group: Group, setup: Setup, clock: Clock) -> None:
        self._group, self._setup, self._job = group, setup, setup.job
        self.observations = Observations(setup.job, setup.image, setup.limits, model_entries=setup.model_entries)
        self._headers = contract.request_headers(setup.job)
        self._driver = DriverClient(group.stream, {name: self._headers[name] for name in ("Host", "User-Agent")})
        self.observer = Observer(group, self._driver, self.observations, setup.manifest, setup.logbook, clock)
        self._serving = Serving(self._driver, self.observer, self.observations)

    def run(self, answers: AnswerFiles) -> Iterator[events.Event]:
        """Run the job from the start of the container to its end."""
        yield self.observer.enter("Starting")
        # The container can look up names as soon as it starts.
        yield from self.observer.until(driver_client.Started)
        container = self.observer.start(contract.environment(self._job))
        if not container:
            return
        runs: list[Batches] = []
        if (yield from self._serving.become_ready(self._setup.patience_seconds)):
            self._driver.ask_parameters()
            self.observations.parameters = yield from self.observer.until(ParametersAnswer)
            yield from self._invoke_all(runs)
        is_good = bool(runs) and all(answered.is_success for each in runs for answered in each.answered.values())
        yield from self._serving.stop(container, GRACE_SECONDS, is_good)
        self._collect(runs, answers)

    def _invoke_all(self, runs: list[Batches]) -> Iterator[events.Event]:
        """Send the job's requests; if all succeed, those of the second run and the first record once more."""
        parameters = contract.parameters_in_force(self._job, self.observations.parameters)
        objects, split_type = self._setup.objects, self._job.split_type
        concurrent = min(parameters.max_concurrent, _MAX_CONCURRENT)
        job = Batches("job", concurrent)
        runs.append(job)
        yield self.observer.enter("Transforming")
        invoked = yield from self._invoke(job, job.bodies(objects, split_type, parameters), parameters)
        self.observations.requests_seconds = invoked.seconds if invoked else None
        self.observations.input_problems = job.problems
        if job.problems or not all(job.is_complete(name) for name in job.by_object) or not split_type:
            return
        if parameters.strategy == MULTI_RECORD:
            yield self.observer.enter("Transforming in small batches")
            small = Batches("small")
            runs.append(small)
            bodies = small.bodies(objects, split_type, parameters, _SMALL_RECORDS, _SMALL_REQUESTS)
            yield from self._invoke(small, bodies, parameters)
        if split_type == "Line" and all(each.is_success for run in runs for each in run.answered.values()):
            last = Batches("last")
            runs.append(last)
            yield from self._invoke(last, self._unterminated(last, parameters), parameters)

    def _unterminated(self, batches: Batches, parameters: Parameters) -> Iterator[bytes]:
        """Yield the first line of the input without its newline."""
        first = Batches("first")
        for body in first.bodies(self._setup.objects, self._job.split_type, parameters, 1, 1):
            if body.endswith(b"\n"):
                yield batches.add(first.batches[0].object, 0, Payload(body.removesuffix(b"\n"), 1))

    def _invoke(
        self, batches: Batches, bodies: Iterator[bytes], parameters: Parameters
    ) -> Generator[events.Event, None, driver_client.Invoked | None]:
        """Send requests in parallel, in order, until all are answered or one fails; None without any request."""
        self._driver.store(batches.requests, bodies)
        if not batches.batches:
            return None
        self.observer.batches = batches
        self._driver.invoke(
            batches.requests,
            batches.answers,
            contract.INVOCATIONS,
            self._headers,
            contract.REQUEST_SECONDS,
            contract.RETRIES,
            is_chunked=not parameters.max_payload_mb,
        )
        return (yield from self.observer.until(driver_client.Invoked))

    def _collect(self, runs: Sequence[Batches], answers: AnswerFiles) -> None:
        """Copy the answers from the driver, and add the requests to the observations."""
        if any(each.answered for each in runs):
            with closing(self._group.copy_out(f"{driver_client.FOLDER}/answers")) as files:
                answers.receive(files)
        by_name = {each.name: each for each in runs}
        exchanges = {name: each.exchanges(answers.count_records) for name, each in by_name.items()}
        self.observations.exchanges = exchanges.get("job", [])
        self.observations.small_exchanges = exchanges.get("small", [])
        self.observations.unterminated = next(iter(exchanges.get("last", [])), None)
        if "job" in by_name:
            answers.set_job(by_name["job"])
