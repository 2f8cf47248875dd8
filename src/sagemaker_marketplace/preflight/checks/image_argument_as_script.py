"""The ENTRYPOINT of an image should name the script or application that its program runs.

SageMaker runs `docker run IMAGE serve` (or `train`): it replaces the image's CMD, and passes the word to ENTRYPOINT as
an argument. If the script or application is in CMD, an interpreter or server interprets the argument as one, and ends:
`python` with `can't open file '/serve'`, `gunicorn` with `No module named 'serve'`. This works only if the image's
working directory has a script of that name, so it is a warning.

Move the words of CMD to ENTRYPOINT: `ENTRYPOINT ["python", "app.py"]`, `ENTRYPOINT ["gunicorn", "app:app"]`.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...manifest.document import Document
from .. import entry_points
from . import Result, _images

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
ACTIONS = ("ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer")
LOCAL = "image"
SOURCES = (
    "SageMaker developer guide, your-algorithms-inference-code: CMD is replaced by the argument (documented)",
    "gunicorn 27.0.1, Python, Node.js, Perl, Bash, Java: started with the argument alone, each fails (seen)",
    "that hypercorn, daphne, granian and waitress-serve end, too, is inferred",
)


def check(doc: Document, source: _images.Source) -> Iterator[Result]:
    """Yield each image whose program interprets the argument as the script that ENTRYPOINT lacks."""
    for image, config in _images.configs(doc, source):
        outcome = entry_points.outcome(config.entry_point)
        if outcome and outcome.effect is entry_points.Effect.INTERPRETED:
            argument = _images.argument(doc, image)
            missing = f"{outcome.program} has no {outcome.noun} in the ENTRYPOINT"
            message = f"{missing} and interprets the argument {argument} as one"
            yield image.path, message, f"put the {outcome.noun} into ENTRYPOINT, because SageMaker replaces CMD"
