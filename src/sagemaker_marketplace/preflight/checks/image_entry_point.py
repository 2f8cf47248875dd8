"""The entry point of an image should pass its arguments on.

SageMaker runs `docker run IMAGE train` or `docker run IMAGE serve`. An ENTRYPOINT without brackets (shell form) becomes
`/bin/sh -c "..."`, and the shell passes neither the argument nor the stop signal to the program. An image that ignores
its argument may still run, so this is a warning.

Use the exec form, with brackets: `ENTRYPOINT ["python", "serve.py"]`. A script that passes on its arguments (`"$@"`)
is not reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...manifest.document import Document
from .. import entry_points
from . import Result, _images

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
ACTIONS = ("ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer")
LOCAL = "image"
SOURCES = (
    "SageMaker developer guide, your own algorithms: use the exec form of ENTRYPOINT (documented)",
    "Dockerfile reference, ENTRYPOINT: the shell form takes no arguments (documented)",
)
_HANDS_ON = re.compile(r"\$[@*0-9]|\$\{[@*0-9]")


def check(doc: Document, source: _images.Source) -> Iterator[Result]:
    """Yield each image whose entry point is a shell's script without arguments."""
    for image, config in _images.configs(doc, source):
        script = entry_points.shell_script(config.entry_point)
        if script is not None and not _HANDS_ON.search(script):
            argument = _images.argument(doc, image)
            message = f"the ENTRYPOINT is in shell form and never sees the argument {argument}: {_images.short(script)}"
            yield image.path, message, _hint(script)


def _hint(script: str) -> str:
    """The exec form, or for a program that would then refuse the argument, a script."""
    refuses = entry_points.outcome_of_script(script)
    if refuses:
        return f"write a start script as ENTRYPOINT that runs {refuses.program} without the argument"
    return 'write it in exec form: ENTRYPOINT ["program", "argument"]'
