"""Which file below /opt/ml the program of a training job did not find, and what it has instead."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from difflib import get_close_matches
from pathlib import PurePosixPath

from ...diagnosis.causes import Observed
from ..training_job import Channel, TrainingJob
from ..training_observations import TrainingObservations
from . import log_errors

_ML, _DATA, _CONFIG = "/opt/ml", "input/data", "input/config"
_PATH = re.compile(r"/opt/ml(?![\w.-])/?([^\s'\"),:;\]]{0,200})")
_MISSING = re.compile(
    r"no such file|not found|does not exist|doesn't exist|cannot find|can't find|can't open|cannot open|unable to open"
    r"|failed to open|not a directory|\bno (?:[a-z]{1,20} ){0,3}files?\b",
    re.IGNORECASE,
)
_FOLDER = re.compile(r"is a directory|\bEISDIR\b", re.IGNORECASE)
_READ_ONLY = re.compile(r"read-only file system|\bEROFS\b", re.IGNORECASE)
_SEEK = re.compile(r"\billegal seek\b|\bESPIPE\b|\bnot seekable\b", re.IGNORECASE)
_MODULE = re.compile(r"no module named '?([a-z_]\w{0,100})", re.IGNORECASE)
_EPOCH = re.compile(r"(.{1,200})_[0-9]{1,9}")
_SIMILAR = 0.5
_SHOWN, _MAX_NAMES = 200, 5


def facts(observations: TrainingObservations, lines: Sequence[str]) -> Iterator[Observed]:
    """Yield which file the program misses, or uses in a way that is not possible, by the last errors of its log."""
    errors = [lines[number] for number in log_errors.last_errors(lines)]
    found = (
        _first(errors, _MISSING, lambda name, line: _missing(observations, name, line)),
        _first(errors, _FOLDER, lambda name, line: _used_folder(observations.job, name, line)),
        _first(errors, _READ_ONLY, lambda name, line: _written(observations.job, name, line)),
        _hidden_module(observations, errors),
        _sought(observations.job, errors),
    )
    yield from (fact for fact in found if fact)


def _first(
    lines: Iterable[str], words: re.Pattern[str], fact: Callable[[str, str], Observed | None]
) -> Observed | None:
    """The fact for the first line that has the words and a path below /opt/ml; `fact` gets the path below it."""
    for line in lines:
        match = _PATH.search(line) if words.search(line) else None
        found = fact(_clean(match[1].rstrip(".")), line[:_SHOWN]) if match else None
        if found:
            return found
    return None


def _missing(observations: TrainingObservations, name: str, line: str) -> Observed | None:
    job, file = observations.job, f"{_ML}/{name}"
    if _has(observations.hidden_files, name):
        return Observed("image-files-hidden", line, {"file": file}, job.image_path)
    if _has(observations.files, name):
        return None
    if name.startswith(f"{_CONFIG}/"):
        return _config_file(observations, name, line)
    if name.startswith(f"{_DATA}/"):
        return _input_file(observations, PurePosixPath(name).relative_to(_DATA), line)
    if name == "model" or name.startswith("model/"):
        return Observed("training-model-absent", line, {"file": file}, job.image_path)
    if name == "checkpoints" or name.startswith("checkpoints/"):
        return Observed("checkpoints-absent", line, {"file": file}, job.image_path)
    return None


def _config_file(observations: TrainingObservations, name: str, line: str) -> Observed | None:
    """The fact that a configuration file has another name."""
    names = [PurePosixPath(each).name for each in map(_clean, observations.files) if each.startswith(f"{_CONFIG}/")]
    similar = next((each for each in names if each.lower() == PurePosixPath(name).name.lower()), "")
    values = {"file": f"{_ML}/{name}", "name": similar, "names": ", ".join(sorted(names)[:_MAX_NAMES]) or "no files"}
    fact = "config-file-named-otherwise" if similar else "config-file-absent"
    return Observed(fact, line, values, observations.job.image_path)


def _input_file(observations: TrainingObservations, below: PurePosixPath, line: str) -> Observed | None:
    """The fact that a channel, or a file of a channel, has another name, or another input mode."""
    job, top = observations.job, below.parts[0]
    epoch = _EPOCH.fullmatch(top)
    channel = _channel(job, top) or (_channel(job, epoch[1]) if epoch else None)
    if channel is None:
        return _other_channel(job, below, line)
    values = {"file": f"{_ML}/{_DATA}/{below}", "channel": channel.name}
    if not channel.is_pipe and top != channel.name:
        return Observed("pipe-in-file-mode", line, {**values, "mode": channel.input_mode}, channel.input_mode_path)
    if not channel.is_pipe:
        values["entries"] = _entries(observations, channel)
        return Observed("input-file-absent", line, values, channel.uri_path)
    if top == channel.name or len(below.parts) > 1:
        return Observed("pipe-as-folder", line, values, channel.input_mode_path)
    return Observed("pipe-not-yet-there", line, values, job.image_path)


def _other_channel(job: TrainingJob, below: PurePosixPath, line: str) -> Observed:
    """The fact that no channel of the job has the name that the program expects."""
    expected = below.parts[0]
    names = [channel.name for channel in job.channels]
    values = {
        "file": f"{_ML}/{_DATA}/{below}",
        "expected": expected,
        "channels": ", ".join(names[:_MAX_NAMES]) or "none",
    }
    if expected in job.declared_channels:
        return Observed("channel-not-in-job", line, values, (*job.path, "InputDataConfig"))
    similar = names if len(names) == 1 else get_close_matches(expected, names, 1, _SIMILAR)
    channel = _channel(job, similar[0]) if similar else None
    if channel is None:
        return Observed("channel-absent", line, values, (*job.path, "InputDataConfig"))
    path = job.declared_channel_path(channel.name) or (*channel.path, "ChannelName")
    folder = f"{_ML}/{_DATA}/{channel.name}" + ("_0" if channel.is_pipe else "")
    return Observed("channel-named-otherwise", line, {**values, "channel": channel.name, "folder": folder}, path)


def _used_folder(job: TrainingJob, name: str, line: str) -> Observed | None:
    """The fact that the folder of a channel is opened as a file."""
    channel = _channel_of(job, name)
    path = (*channel.path, "ChannelName") if channel else ()
    return Observed("channel-opened-as-file", line, {"file": f"{_ML}/{name}"}, path) if channel else None


def _written(job: TrainingJob, name: str, line: str) -> Observed | None:
    """The fact that the program writes to the folder of a channel."""
    channel = _channel_of(job, name)
    return Observed("channel-read-only", line, {"file": f"{_ML}/{name}"}, channel.input_mode_path) if channel else None


def _hidden_module(observations: TrainingObservations, lines: Iterable[str]) -> Observed | None:
    """The fact that a Python module is among the files of the image that are hidden."""
    hidden = {PurePosixPath(part).stem: _clean(each) for each in observations.hidden_files for part in _names(each)}
    for line in lines:
        match = _MODULE.search(line)
        if match and match[1] in hidden:
            values = {"file": f"{_ML}/{hidden[match[1]]}"}
            return Observed("image-files-hidden", line[:_SHOWN], values, observations.job.image_path)
    return None


def _sought(job: TrainingJob, lines: Iterable[str]) -> Observed | None:
    """The fact that the program tried to seek, if a channel is in Pipe mode."""
    channel = next((channel for channel in job.channels if channel.is_pipe), None)
    line = next((line for line in lines if _SEEK.search(line)), "")
    return Observed("pipe-not-seekable", line[:_SHOWN], {}, channel.input_mode_path) if channel and line else None


def _entries(observations: TrainingObservations, channel: Channel) -> str:
    """The first files of a channel."""
    folder = f"{_DATA}/{channel.name}/"
    names = [name.removeprefix(folder) for name in map(_clean, observations.files) if name.startswith(folder)]
    files = [name for name in names if not any(other.startswith(f"{name}/") for other in names)]
    more = f" and {len(files) - _MAX_NAMES:,} more" if len(files) > _MAX_NAMES else ""
    return ", ".join(file[:_SHOWN] for file in files[:_MAX_NAMES]) + more if files else "no files"


def _channel(job: TrainingJob, name: str) -> Channel | None:
    return next((channel for channel in job.channels if channel.name == name), None)


def _channel_of(job: TrainingJob, name: str) -> Channel | None:
    """The channel that a path below /opt/ml is in."""
    parts = PurePosixPath(name).parts
    return _channel(job, parts[2]) if parts[:2] == ("input", "data") and len(parts) > 2 else None


def _has(files: Iterable[str], name: str) -> bool:
    """Whether the files have a file or a folder of this name."""
    return any(each == name or each.startswith(f"{name}/") for each in map(_clean, files))


def _names(file: str) -> tuple[str, ...]:
    return PurePosixPath(_clean(file)).parts


def _clean(name: str) -> str:
    """A path below /opt/ml without what is in front of it, in its shortest form."""
    return str(PurePosixPath(name.removeprefix(_ML).lstrip("/") or "."))
