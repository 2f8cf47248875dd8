"""The program of an image must accept the argument `serve` or `train`.

SageMaker runs `docker run IMAGE serve` (or `train`): it replaces the image's CMD, and passes the word to ENTRYPOINT as
an argument. Process managers and web servers that take no such word end immediately, before they listen:

| ENTRYPOINT | error |
| --- | --- |
| `supervisord`, with or without options | `positional arguments are not supported: ['serve']` |
| `uvicorn` | `Import string "serve" must be in format "<module>:<attribute>"` |
| `uvicorn app:app`, `granian app:app`, `flask run` | `Got unexpected extra argument (serve)` |
| `hypercorn app:app`, `daphne app:app` | `unrecognized arguments: serve` |
| `waitress-serve app:app` | the usage text |

The program is found behind paths, `python -m`, `env`, init programs, and shell scripts that end in `"$@"`.

Write a script that starts the program without the argument, such as `exec uvicorn app:app --host 0.0.0.0 --port 8080`,
and make the script the ENTRYPOINT. The CMD of the image is lost, too, so the script needs its words.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...manifest.document import Document
from .. import entry_points
from . import Result, _images

SEVERITY = "error"
KINDS = ("ModelPackage", "Algorithm")
ACTIONS = ("ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer")
LOCAL = "image"
SOURCES = (
    "SageMaker developer guide, your-algorithms-inference-code: CMD is replaced by the argument (documented)",
    "supervisor 4.3.0, uvicorn 0.54.0, hypercorn 0.18.0, daphne 4.2.3, granian 2.8.9, waitress 3.0.2, Flask 3.1.3: "
    "started with the argument, each ends with an error (seen)",
    "aws/deep-learning-containers#6430: a start script that passes the argument on to such a program (seen)",
)


def check(doc: Document, source: _images.Source) -> Iterator[Result]:
    """Yield each image whose program refuses the argument."""
    for image, config in _images.configs(doc, source):
        outcome = entry_points.outcome(config.entry_point)
        if outcome and outcome.effect is entry_points.Effect.REFUSED:
            argument = _images.argument(doc, image)
            message = f"{outcome.program} refuses the argument {argument}, which SageMaker adds to the ENTRYPOINT"
            lost = ", and the words of CMD" if config.command else ""
            hint = f"write a start script as ENTRYPOINT that runs {outcome.program} without the argument{lost}"
            yield image.path, message, hint
