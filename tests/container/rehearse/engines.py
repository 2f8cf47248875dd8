"""For the tests of the engine: an image whose container runs any Python program, and a driver that answers lines."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any

import docker

from sagemaker_marketplace.rehearse.engine.container import Container
from sagemaker_marketplace.rehearse.engine.engine import Engine, open_engine
from sagemaker_marketplace.rehearse.engine.group import Group
from sagemaker_marketplace.rehearse.observations import Limits

MIB = 1 << 20
LIMITS = Limits(1, 512 * MIB)
# Runs each line that it receives, and answers with the value of `answer`.
DRIVER = b"""
import sys
for line in sys.stdin:
    space = {}
    exec(line, space)
    print(space.get("answer"), flush=True)
"""
_RUNS_PROGRAM = """ENTRYPOINT ["python3", "-u", "-c", "import os; exec(os.environ.pop('PROGRAM'))"]"""


@cache
def engine() -> Engine:
    """Return the engine that the tests use."""
    return open_engine(os.environ)


@cache
def client() -> Any:
    """Return a client of the same engine, to check what the program did."""
    return docker.APIClient(os.environ.get("DOCKER_HOST"), version="auto")


@cache
def image(base: str, *lines: str) -> str:
    """Build an image on the base image and return its ID; without lines, its container runs the variable PROGRAM."""
    file = "\n".join([f"FROM {base}", *(lines or [_RUNS_PROGRAM])])
    built = list(client().build(fileobj=io.BytesIO(file.encode()), rm=True, decode=True))
    identity = next(line["stream"].split()[-1] for line in reversed(built) if "built" in line.get("stream", ""))
    return str(client().inspect_image(identity)["Id"])


@contextmanager
def group(base: str) -> Iterator[Group]:
    """A group with the driver above."""
    with engine().group(base, DRIVER) as made:
        yield made


def answer(made: Group, program: str) -> str:
    """Run a line of Python in the driver and return the value of `answer`."""
    made.stream.send(program.encode() + b"\n")
    return next(made.stream.lines()).decode()


def start(made: Group, base: str, program: str, limits: Limits = LIMITS, **environment: str) -> Container:
    """Start a container that runs a program."""
    return made.start(image(base), "serve", {"PROGRAM": program, **environment}, limits)


def labelled() -> dict[str, list[str]]:
    """Return the names of all objects that have the label of a group, by the label's value."""
    listed: dict[str, list[str]] = {}
    filters: Mapping[str, Any] = {"label": ["sagemaker-marketplace.group"]}
    for each in client().containers(all=True, filters=filters):
        listed.setdefault(each["Labels"]["sagemaker-marketplace.group"], []).extend(each["Names"])
    for each in client().volumes(filters=filters)["Volumes"] or []:
        listed.setdefault(each["Labels"]["sagemaker-marketplace.group"], []).append(each["Name"])
    return listed
