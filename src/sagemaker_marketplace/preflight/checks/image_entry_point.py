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

from ...aws.queries import Queries
from ...manifest.document import Document
from . import Result, _images

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
ACTIONS = ("ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer")
SOURCES = (
    "SageMaker developer guide, your own algorithms: use the exec form of ENTRYPOINT (documented)",
    "Dockerfile reference, ENTRYPOINT: the shell form takes no arguments (documented)",
)
_SHELLS = ("sh", "ash", "bash", "dash")
_HANDS_ON = re.compile(r"\$[@*0-9]|\$\{[@*0-9]")


def check(doc: Document, account: Queries) -> Iterator[Result]:
    """Yield each image whose entry point is a shell's script without arguments."""
    for image, config in _images.configs(doc, account):
        words = config.entry_point
        if words and words[0].rpartition("/")[2] in _SHELLS and "-c" in words[:-1]:
            script = words[words.index("-c") + 1]
            if not _HANDS_ON.search(script):
                argument = _images.argument(doc, image)
                message = (
                    f"the ENTRYPOINT is in shell form and never sees the argument {argument}: {_images.short(script)}"
                )
                yield image.path, message, 'write it in exec form: ENTRYPOINT ["program", "argument"]'
