"""What the rehearsal of a training job observes: facts without a verdict."""

from __future__ import annotations

from dataclasses import dataclass, field

from .observations import ContainerObservations, ModelProblem
from .training_job import MetricDefinition, TrainingJob


@dataclass(frozen=True)
class PipeUse:
    """A FIFO of a Pipe channel: its name below /opt/ml/input/data, how often it was opened, and the bytes read.

    `was_closed_early` if the program closed it before the end of the data, which is allowed.
    """

    channel: str
    name: str
    opened: int = 0
    bytes_sent: int = 0
    was_closed_early: bool = False


@dataclass(frozen=True)
class MetricUse:
    """How a metric definition matched the log: lines that match, values that are numbers, the first that is not.

    `last_value` is the last finite number; None without one. `progress_matches` are lines that only match in a part
    that carriage returns separate, as progress bars write them. `is_counted` is false if the expression is not searched
    to the end, because it is invalid or too slow.
    """

    definition: MetricDefinition
    matches: int = 0
    values: int = 0
    invalid_value: str = ""
    last_value: float | None = None
    progress_matches: int = 0
    is_counted: bool = True


@dataclass
class TrainingObservations(ContainerObservations[TrainingJob]):
    """All facts about the rehearsal of one training job.

    `seconds` is how long the program ran; `is_out_of_time` if it was stopped after MaxRuntimeInSeconds. `failure` has
    the first 1,024 characters of /opt/ml/output/failure, None without that file. `files` are the paths that the
    container found below /opt/ml when it started, `hidden_files` those of the image below /opt/ml that it did not
    find there. `model_files` are the files in /opt/ml/model at the end, None if it was not read; `model_bytes`
    is the size of the packed archive. `pipes` are the FIFOs; `waited_for_pipes` if the program was stopped because it
    opened none of them within the manifest's patience, or was idle.
    """

    TYPE = "training"
    ARGUMENT = "train"

    seconds: float | None = None
    is_out_of_time: bool = False
    failure: str | None = None
    files: tuple[str, ...] = ()
    hidden_files: tuple[str, ...] = ()
    model_files: tuple[str, ...] | None = None
    model_bytes: int | None = None
    model_problems: tuple[ModelProblem, ...] = ()
    pipes: list[PipeUse] = field(default_factory=list)
    waited_for_pipes: bool = False
    metrics: list[MetricUse] = field(default_factory=list)

    @property
    def has_succeeded(self) -> bool:
        """Whether the program ended with exit code 0, and was not stopped."""
        is_stopped = self.is_out_of_time or self.waited_for_pipes
        return self.end is not None and self.end.exit_code == 0 and not is_stopped
