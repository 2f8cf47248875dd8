"""The rehearsal of a training job whose program is Python code in the container's environment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.container.rehearse.programs import IMAGE, LIMITS, Shown
from tests.generators import events_of

from sagemaker_marketplace.context import Clock
from sagemaker_marketplace.rehearse.contract import training as contract
from sagemaker_marketplace.rehearse.engine.engine import open_engine
from sagemaker_marketplace.rehearse.inference import driver_client
from sagemaker_marketplace.rehearse.sources.channels import ChannelFile
from sagemaker_marketplace.rehearse.training import training
from sagemaker_marketplace.rehearse.training_job import TrainingJob
from sagemaker_marketplace.rehearse.training_observations import TrainingObservations
from sagemaker_marketplace.watch.logbook import Logbook


@dataclass(frozen=True)
class Trained(Shown):
    """What a rehearsal yielded and returned; `model` is the path of the archive, which exists if there is a model."""

    observations: TrainingObservations
    model: Path


def train(
    base: str,
    folder: Path,
    code: str,
    job: TrainingJob,
    files: Mapping[str, Mapping[str, bytes]],
    patience: float = 60.0,
    image: str = IMAGE,
) -> Trained:
    """Rehearse a job whose container runs the code, with files by channel and name; `folder` is for temporary ones."""
    engine = open_engine({})
    found = engine.find_image(image)
    assert found
    environment = {**contract.environment(job, "us-east-2", "aws"), "PROGRAM": code}
    with engine.group(base, driver_client.program(), contract.HOST) as group:
        channels = {name: _written(folder / name, contents) for name, contents in files.items()}
        logbook, model = Logbook(TrainingObservations.TYPE, 100), folder / "model.tar.gz"
        setup = training.Setup("m.yaml", job, found, channels, environment, LIMITS, patience, logbook, model)
        seen, observations = events_of(training.run(group, setup, Clock()))
    return Trained(seen, observations, model)


def _written(folder: Path, contents: Mapping[str, bytes]) -> list[ChannelFile]:
    for name, content in contents.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return [ChannelFile(name, folder / name) for name in contents]
