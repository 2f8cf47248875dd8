"""Why a training job fails: it does not end, reports a failure, or misses files or hyperparameters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...diagnosis.causes import Observed
from ..observations import End
from ..training_observations import TrainingObservations
from . import hyperparameter_facts, training_file_facts
from .end_facts import exit_evidence, is_reported

_DATA = "/opt/ml/input/data"
_TRACEBACK = "Traceback (most recent call last)"
# The shell's exit codes for programs that it can't run.
_NOT_RUN = (126, 127)
_SHOWN, _MAX_NAMES = 200, 5


def facts(observations: TrainingObservations) -> Iterator[Observed]:
    """Yield the facts that can be why the job does not complete."""
    if observations.has_succeeded:
        return
    lines = _lines(observations)
    if _has_unopened_pipes(observations):
        yield _unopened_pipes(observations)
    if observations.is_out_of_time:
        limit = observations.job.max_runtime_seconds
        path = (*observations.job.path, "StoppingCondition", "MaxRuntimeInSeconds")
        yield Observed("out-of-time", f"stopped after {limit:,} s", {"limit": f"{limit:,}"}, path)
    end = observations.end
    # A program that a signal ended was not ended by an error that it reports.
    if not end or not end.is_own or is_reported(end):
        yield from training_file_facts.facts(
            observations, [line for line in (*lines, observations.start_error) if line]
        )
        yield from hyperparameter_facts.facts(observations.job, lines)
    if end and end.is_own and is_reported(end) and end.exit_code not in _NOT_RUN:
        yield _failure(observations, end)


def _lines(observations: TrainingObservations) -> Sequence[str]:
    """The log, and what only the failure file has: in the log, an error is behind its traceback."""
    printed = set(observations.log_lines)
    reason = (observations.failure or "").splitlines()
    return (*observations.log_lines, *(line for line in reason if line not in printed))


def _has_unopened_pipes(observations: TrainingObservations) -> bool:
    pipes = observations.pipes
    hangs = observations.is_out_of_time and bool(pipes) and not any(pipe.opened for pipe in pipes)
    return observations.waited_for_pipes or hangs


def _unopened_pipes(observations: TrainingObservations) -> Observed:
    """The fact that the program opened none of its FIFOs, at the input mode of the first channel in Pipe mode."""
    channels = [channel for channel in observations.job.channels if channel.is_pipe]
    names = [pipe.name for pipe in observations.pipes] or [f"{channel.name}_0" for channel in channels]
    shown = ", ".join(f"{_DATA}/{name[:_SHOWN]}" for name in names[:_MAX_NAMES])
    path = channels[0].input_mode_path if channels else (*observations.job.path, "TrainingInputMode")
    return Observed("pipes-not-opened", f"not opened: {shown}", {"pipes": shown}, path)


def _failure(observations: TrainingObservations, end: End) -> Observed:
    """The exit code, and the failure file if there is one."""
    code, reason = str(end.exit_code), _reason(observations.failure or "")
    if reason:
        return Observed("failure-file", f"/opt/ml/output/failure: {reason}", {"code": code, "reason": reason})
    return Observed("training-exit-code", exit_evidence(end), {"code": code})


def _reason(failure: str) -> str:
    """The reason that a program gives: all of it, or the last line of a Python traceback."""
    lines = failure.strip().splitlines()
    if lines and lines[0].startswith(_TRACEBACK):
        lines = lines[-1:]
    return " ".join(" ".join(lines).split())[:_SHOWN]
