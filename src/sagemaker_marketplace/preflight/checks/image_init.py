"""The entry point of an image should be the program, not an init process such as tini.

AWS's guide says that an init process can't be used, because it interprets `train` or `serve` as its own argument. With
a program after `--` it is known to pass them on, so this is only advice. An image whose program refuses the argument is
reported for that alone.

Use the program as the entry point. SageMaker stops a container with SIGTERM and later SIGKILL; a program that starts
other processes should reap them.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...manifest.document import Document
from .. import entry_points
from . import Result, _images

SEVERITY = "info"
KINDS = ("ModelPackage", "Algorithm")
ACTIONS = ("ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer")
LOCAL = "image"
SOURCES = ("SageMaker developer guide, your own inference code: no tini or init as entry point (documented)",)
_INITS = ("tini", "tini-static", "dumb-init", "docker-init", "init")


def check(doc: Document, source: _images.Source) -> Iterator[Result]:
    """Yield each image whose entry point begins with an initializer."""
    for image, config in _images.configs(doc, source):
        name = "".join(config.entry_point[:1]).rpartition("/")[2]
        if name in _INITS and entry_points.outcome(config.entry_point) is None:
            argument = _images.argument(doc, image)
            message = f"the ENTRYPOINT is {name}: AWS's guide says it mistakes the argument {argument}"
            yield image.path, message, "make the program itself the ENTRYPOINT"
