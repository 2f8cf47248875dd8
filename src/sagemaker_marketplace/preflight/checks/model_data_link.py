"""A model archive must not contain symbolic links.

SageMaker fails to unpack an archive with a symbolic link, and then to create the model. Package managers and caches of
model hubs put links into folders, and tar packs them as links.

Pack the files instead of links to them: `tar -czhf model.tar.gz -C model .`

Only the first 64 KiB of an archive in S3 are checked. A rehearsal checks all of the archive.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...manifest.document import Document
from .. import model_archives
from ..model_archives import Archive
from . import Result, _archives

SEVERITY = "error"
KINDS = ("ModelPackage", "Algorithm")
ACTIONS = ("s3:GetObject",)
LOCAL = "model"
SOURCES = (
    "SageMaker developer guide, deploy-model-troubleshoot: symbolic links make the creation of the model fail "
    "(documented)",
    "mantiumai/aws-sagemaker-gptj-deepspeed-blog#5: failed to extract the archive because of links (seen)",
)


def check(doc: Document, source: _archives.Source) -> Iterator[Result]:
    """Yield each archive with a symbolic link, and the first of them."""

    def check_one(archive: Archive) -> Iterator[Result]:
        links = (entry.name for entry in archive.entries if entry.kind == model_archives.SYMBOLIC_LINK)
        link = next(links, None)
        if link is not None:
            yield archive.path, model_archives.symbolic_link(link), model_archives.REPLACE_LINKS

    return _archives.check_each(doc, source, check_one)
