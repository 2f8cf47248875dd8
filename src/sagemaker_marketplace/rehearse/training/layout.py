"""What the container of a training job finds below /opt/ml when it starts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from ...manifest.findings import USAGE, Failure
from ..contract import training as contract
from ..sources.channels import ChannelFile
from ..training_job import Channel, TrainingJob

# Of each job; a channel can have many files.
MAX_NAMES = 1_000
# Folders exist, files do not.
_FOLDERS = ("input/config/", "input/data/", "model/", "output/data/")

Channels = Mapping[str, Sequence[ChannelFile]]


def volumes(job: TrainingJob) -> dict[str, bool]:
    """Return where volumes are mounted, and whether the container can only read there.

    All of /opt/ml is SageMaker's: what the image has there may be hidden (developer guide), except for contract.CODE.
    The folder of a FastFile channel is read-only (developer guide).
    """
    fast = (each for each in job.channels if each.input_mode == contract.FAST_FILE)
    return {contract.ROOT: False, **{contract.channel_path(channel): True for channel in fast}}


def contents(job: TrainingJob, channels: Channels) -> dict[str, dict[str, bytes | Path]]:
    """Return the files of each volume by their names in it; a name that ends in a slash is a folder.

    `channels` are the files of each channel by its name. Those of Pipe channels are not in a volume.
    """
    config = {f"input/config/{name}": content for name, content in contract.config_files(job).items()}
    root: dict[str, bytes | Path] = {**dict.fromkeys(_FOLDERS, b""), **config}
    found = {contract.ROOT: root}
    for channel in job.channels:
        if channel.is_pipe:
            continue
        files = {each.name: each.path for each in channels[channel.name]}
        if channel.input_mode == contract.FAST_FILE:
            found[contract.channel_path(channel)] = dict(files)
        else:
            folder = f"input/data/{channel.name}/"
            root[folder] = b""
            root.update({folder + name: path for name, path in files.items()})
    return found


def names(job: TrainingJob, channels: Channels) -> tuple[str, ...]:
    """Return the paths of the first files and FIFOs in all volumes, sorted."""
    paths = [
        f"{mounted}/{name}"
        for mounted, files in contents(job, channels).items()
        for name in files
        if not name.endswith("/")
    ]
    pipes = [f"{contract.DATA}/{contract.pipe_name(each, 0)}" for each in pipe_channels(job)]
    return tuple(sorted([*paths, *pipes])[:MAX_NAMES])


def pipe_channels(job: TrainingJob) -> list[Channel]:
    """Return the channels in Pipe mode. Raises Failure if the folder of another channel has the path of a FIFO."""
    pipes = [each for each in job.channels if each.is_pipe]
    folders = {each.name for each in job.channels if not each.is_pipe}
    for channel in pipes:
        name = contract.pipe_name(channel, 0)
        if name in folders:
            message = f"{contract.DATA}/{name} is the FIFO of channel {channel.name}, and the folder of channel {name}"
            raise Failure(message, USAGE, "rename one of the channels")
    return pipes
