"""One transform job in the containers of a group, and the words by which AWS would report that it failed."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace

from ..context import Clock
from ..manifest.findings import USAGE, Failure
from ..report import events
from .contract import contract
from .engine.group import Group
from .inference import inference, programs
from .inference.answers import AnswerFiles
from .observations import Observations
from .sources.model import Model


def run(
    group: Group, setup: inference.Setup, model: Model | None, clock: Clock
) -> Generator[events.Event, None, tuple[Observations, AnswerFiles]]:
    """Run a job in a group whose driver runs; no container is started for a model that AWS can't unpack.

    Yields statuses and the log, returns the observations and the answers, which the caller closes. Raises Failure if
    the engine or the driver fails.
    """
    setup = replace(setup, image=programs.look_up(group, setup.image))
    if model and model.fails:
        return Observations(setup.job, setup.image, setup.limits, model_problems=model.problems), AnswerFiles()
    if model:
        group.set_model(model.stream())
    observations, answers = yield from inference.run(group, setup, clock)
    if model:
        observations.model_problems = model.problems
    return observations, answers


def failure_words(observations: Observations) -> str:
    """Return the words by which AWS would report that the job failed; empty if it would succeed.

    Raises Failure for an object that only the rehearsal can't send.
    """
    for problem in observations.input_problems:
        message = f"{problem.object}: {problem.message}"
        if not problem.is_aws_limit:
            raise Failure(message, USAGE, problem.hint)
        return contract.service_words(observations) or message
    return contract.service_words(observations)
