"""Training containers that read their input in a wrong way, by their number in the table of broken variants."""

from __future__ import annotations

from tests.rehearse.training_observed import CONFIG, FILES
from tests.rehearse.training_variant import IMAGE, JOB, MODE, STOPPED, misses, training

from sagemaker_marketplace.rehearse.training_observations import PipeUse

CHANNEL = (f"{JOB}.InputDataConfig[0].ChannelName",) * 2
INPUT = (f"{JOB}.InputDataConfig[0].DataSource.S3DataSource.S3Uri", "rehearsal.training.input.training")
CHANNELS = (f"{JOB}.InputDataConfig",) * 2
PIPES = (PipeUse("training", "training_0"),)
READ = (
    "make the program read /opt/ml/input/data/training, or rename the channel in TrainingChannels and InputDataConfig"
)
NAME = ("spec.TrainingSpecification.TrainingChannels[0].Name",) * 2

VARIANTS = [
    misses(
        "T3",
        "the program opens /opt/ml/input/data/train/train.csv, but the channel is named training",
        NAME,
        READ,
        "/opt/ml/input/data/train/train.csv",
    ),
    training(
        "T3 in AWS's sample",
        "the program opens /opt/ml/input/data/train, but the channel is named training",
        NAME,
        READ,
        "ValueError: There are no files in /opt/ml/input/data/train.",
        log_lines=("ValueError: There are no files in /opt/ml/input/data/train.",),
    ),
    training(
        "T3 in Java",
        "the program opens /opt/ml/input/data/train, but the channel is named training",
        NAME,
        READ,
        "java.io.FileNotFoundException: /opt/ml/input/data/train (No such file or directory)",
        log_lines=(
            "java.io.FileNotFoundException: /opt/ml/input/data/train (No such file or directory)",
            "\tat java.base/java.io.FileInputStream.open(FileInputStream.java:213)",
        ),
    ),
    misses(
        "T3 optional channel",
        "the program opens /opt/ml/input/data/validation, but the training job has no channel validation, which "
        "TrainingChannels declares; it has training",
        CHANNELS,
        "add the channel validation to InputDataConfig, or make the program work without it",
        "/opt/ml/input/data/validation",
    ),
    misses(
        "T3 file",
        "the program opens /opt/ml/input/data/training/rows.csv, which is not in the channel training; it has "
        "train.csv",
        INPUT,
        "make the program read whatever files the channel has: buyers name their objects differently",
        "/opt/ml/input/data/training/rows.csv",
    ),
    training(
        "T3 folder",
        "the program opens /opt/ml/input/data/training as a file; it is the folder of a channel",
        CHANNEL,
        "read the files in /opt/ml/input/data/training instead of the folder",
        "IsADirectoryError: [Errno 21] Is a directory: '/opt/ml/input/data/training'",
        log_lines=("IsADirectoryError: [Errno 21] Is a directory: '/opt/ml/input/data/training'",),
    ),
    training(
        "T3 written",
        "the program writes to /opt/ml/input/data/training/cache; the folder of a FastFile channel is read-only",
        MODE,
        "write to /tmp instead",
        "OSError: [Errno 30] Read-only file system: '/opt/ml/input/data/training/cache'",
        log_lines=("OSError: [Errno 30] Read-only file system: '/opt/ml/input/data/training/cache'",),
    ),
    misses(
        "T12",
        "the program opens /opt/ml/input/data/training, but the channel training is in Pipe mode: its data is in the "
        "FIFO /opt/ml/input/data/training_0",
        MODE,
        "make the program read /opt/ml/input/data/training_0, or set TrainingInputMode to File",
        "/opt/ml/input/data/training",
        job={"pipe": True},
        files=(*CONFIG, "input/data/training_0"),
        pipes=[*PIPES],
    ),
    training(
        "T12 as a folder",
        "the program opens /opt/ml/input/data/training_0/train.csv, but the channel training is in Pipe mode: its data "
        "is in the FIFO /opt/ml/input/data/training_0",
        MODE,
        "make the program read /opt/ml/input/data/training_0, or set TrainingInputMode to File",
        "NotADirectoryError: [Errno 20] Not a directory: '/opt/ml/input/data/training_0/train.csv'",
        job={"pipe": True},
        log_lines=("NotADirectoryError: [Errno 20] Not a directory: '/opt/ml/input/data/training_0/train.csv'",),
    ),
    training(
        "T12 waits",
        "the program opened none of the FIFOs of its Pipe channels (/opt/ml/input/data/training_0); in AWS the "
        "training job would run until MaxRuntimeInSeconds",
        MODE,
        "make the program open the FIFO of the channel, whose name ends in _0, or set TrainingInputMode to File",
        "not opened: /opt/ml/input/data/training_0",
        job={"pipe": True},
        end=STOPPED,
        waited_for_pipes=True,
        pipes=[*PIPES],
    ),
    misses(
        "T12 other name",
        "the program opens /opt/ml/input/data/train_0, but the channel is named training",
        NAME,
        READ.replace("training,", "training_0,"),
        "/opt/ml/input/data/train_0",
        job={"pipe": True},
    ),
    misses(
        "T12 next epoch",
        "the program opens /opt/ml/input/data/training_1, the FIFO of an epoch of the channel training, before it "
        "exists",
        IMAGE,
        "make the program wait until /opt/ml/input/data/training_1 exists",
        "/opt/ml/input/data/training_1",
        job={"pipe": True},
    ),
    misses(
        "T12 in File mode",
        "the program opens the FIFO /opt/ml/input/data/training_0, but the channel training is in File mode: its files "
        "are in /opt/ml/input/data/training",
        MODE,
        "set TrainingInputMode to Pipe, or make the program read the files in /opt/ml/input/data/training",
        "/opt/ml/input/data/training_0",
        files=FILES,
    ),
    training(
        "T12 seeks",
        "the program seeks in its input; a FIFO of Pipe mode can only be read from its beginning to its end",
        MODE,
        "make the program read each FIFO once from beginning to end, or set TrainingInputMode to File or FastFile",
        "io.UnsupportedOperation: underlying stream is not seekable",
        job={"pipe": True},
        log_lines=("io.UnsupportedOperation: underlying stream is not seekable",),
    ),
]
