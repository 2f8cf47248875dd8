"""What an image needs to start should be in ENTRYPOINT, not in CMD.

SageMaker replaces the image's CMD by `serve` (or `train`), so the words of CMD never reach the program. A CMD that only
gives defaults for `docker run` is harmless, so this is advice. Images that other checks report, because their program
needs the words or gets no argument at all, are not reported here.

Move the words that the program needs to ENTRYPOINT or to a start script.
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
SOURCES = ("SageMaker developer guide, your-algorithms-inference-code: CMD is replaced by the argument (documented)",)
_ARGUMENTS = (("serve",), ("train",))


def check(doc: Document, source: _images.Source) -> Iterator[Result]:
    """Yield each image with an entry point and a command that SageMaker replaces."""
    for image, config in _images.configs(doc, source):
        if not config.entry_point or not config.command or config.command in _ARGUMENTS:
            continue
        if entry_points.outcome(config.entry_point) is None and entry_points.shell_script(config.entry_point) is None:
            argument, command = _images.argument(doc, image), _images.short(" ".join(config.command))
            message = f"SageMaker replaces the image's CMD ({command}) by {argument}"
            yield image.path, message, "move the words that the program needs to ENTRYPOINT"
