"""The volumes of a training job and the files in them."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.rehearse.training_jobs import channel, job

from sagemaker_marketplace.manifest.findings import Failure
from sagemaker_marketplace.rehearse.contract import training
from sagemaker_marketplace.rehearse.sources.channels import ChannelFile
from sagemaker_marketplace.rehearse.training import layout

JOB = job(channel("a"), channel("fast", input_mode="FastFile"), channel("p", input_mode="Pipe"), channel("empty"))
CHANNELS = {
    "a": [ChannelFile("x.csv", Path("/1")), ChannelFile("2026/y.csv", Path("/2"))],
    "fast": [ChannelFile("z.csv", Path("/3"))],
    "p": [ChannelFile("w.csv", Path("/4"))],
    "empty": [],
}


def test_volumes() -> None:
    assert layout.volumes(JOB) == {"/opt/ml": False, "/opt/ml/input/data/fast": True}
    assert layout.volumes(job()) == {"/opt/ml": False}


def test_contents() -> None:
    config = {f"input/config/{name}": content for name, content in training.config_files(JOB).items()}
    assert layout.contents(JOB, CHANNELS) == {
        "/opt/ml": {
            "input/config/": b"",
            "input/data/": b"",
            "model/": b"",
            "output/data/": b"",
            **config,
            "input/data/a/": b"",
            "input/data/a/x.csv": Path("/1"),
            "input/data/a/2026/y.csv": Path("/2"),
            "input/data/empty/": b"",
        },
        "/opt/ml/input/data/fast": {"z.csv": Path("/3")},
    }


def test_names() -> None:
    assert layout.names(JOB, CHANNELS) == (
        "/opt/ml/input/config/hyperparameters.json",
        "/opt/ml/input/config/inputdataconfig.json",
        "/opt/ml/input/config/resourceconfig.json",
        "/opt/ml/input/data/a/2026/y.csv",
        "/opt/ml/input/data/a/x.csv",
        "/opt/ml/input/data/fast/z.csv",
        "/opt/ml/input/data/p_0",
    )
    many = [ChannelFile(f"{number:05}", Path("/1")) for number in range(2_000)]
    assert len(layout.names(job(), {"training": many})) == 1_000


def test_a_fifo_with_the_path_of_a_folder() -> None:
    clash = job(channel("a_0"), channel("a", input_mode="Pipe"))
    with pytest.raises(Failure) as failure:
        layout.pipe_channels(clash)
    message = "/opt/ml/input/data/a_0 is the FIFO of channel a, and the folder of channel a_0"
    assert (failure.value.message, failure.value.hint) == (message, "rename one of the channels")
    pipes = job(channel("a_0", input_mode="Pipe"), channel("a", input_mode="Pipe"))
    assert layout.pipe_channels(pipes) == list(pipes.channels)
