"""What a rehearsal gets from AWS, and why it can't get it: failures at the manifest's fields, with what replaces it."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import dropwhile
from pathlib import Path

from ...aws import access_denied
from ...aws.access_denied import Denial
from ...aws.errors import MISSING, RETRY, CredentialsError, CredentialsRejected
from ...aws.queries import NoAnswer, PermissionMissing, Queries
from ...manifest import paths as manifest_paths
from ...manifest.document import Document
from ...manifest.fields import Data
from ...manifest.findings import AWS_REFUSED, USAGE, Failure
from ...manifest.paths import Path as ManifestPath
from ...report.events import Event, Note
from . import downloads


@dataclass(frozen=True)
class Part:
    """A part that is in AWS: what it is, and the field of the block that replaces it by a local one."""

    field: ManifestPath
    text: str


@dataclass(frozen=True)
class Remote:
    """The account, and the parts of a validation profile that come from it, in the order in which they are needed."""

    document: Document
    account: Queries
    parts: tuple[Part, ...]

    def input_files(
        self, data: Data, field: ManifestPath, folder: Path, prefix: str
    ) -> Generator[Event, None, list[tuple[str, Path]]]:
        """Download the objects of an input into an existing folder; return the name and the file of each.

        Their number and size are asked before, and shown. `field` is the field of the block that replaces them,
        `prefix` the beginning of the files' names. Raises Failure if there are none, or too many.
        """
        with self.failures(field, data.path):
            found = downloads.input_objects(self.account, data, manifest_paths.text(field))
            count = "1 object" if len(found) == 1 else f"{len(found):,} objects"
            size = downloads.size_text(sum(each.size for each in found))
            yield Note(self.document.file, f"downloading {count} from {data.uri} ({size})")
            local = downloads.download(self.account, found, folder, prefix)
        return [(each.name, path) for each, path in zip(found, local, strict=True)]

    @contextmanager
    def failures(self, field: ManifestPath, path: ManifestPath) -> Iterator[None]:
        """Translate the errors of a query into failures at a location of the manifest.

        `field` is the field of the block to set instead. Without credentials, the failure names its part and those
        that are needed later.
        """
        try:
            yield
        except CredentialsError as error:
            raise self._without_credentials(error, field) from error
        except PermissionMissing as error:
            raise self.denied(error.denial, field, path) from None
        except NoAnswer as error:
            raise self.failure(f"could not reach AWS: {error.reason}", AWS_REFUSED, RETRY, path) from None
        except Failure as failure:
            if not failure.location:
                failure.location, failure.path = self.document.location(path), path
            raise

    def denied(self, denial: Denial, field: ManifestPath, path: ManifestPath) -> Failure:
        """Return the failure for a permission that the caller lacks."""
        hint = f"{access_denied.fix_with_command(denial)}; or set {manifest_paths.text(field)}"
        return self.failure(f"missing permission {denial.action}", AWS_REFUSED, hint, path)

    def failure(self, message: str, code: int, hint: str, path: ManifestPath) -> Failure:
        """Return a failure at a location of the manifest."""
        return Failure(message, code, hint, self.document.location(path), path)

    def _without_credentials(self, error: CredentialsError, field: ManifestPath) -> CredentialsError:
        """Return the failure for credentials that AWS does not accept, or none: once, for all parts that need them."""
        needed = list(dropwhile(lambda part: part.field != field, self.parts))
        message = "no AWS credentials found" if error.problem == MISSING else error.message
        names = _joined([manifest_paths.text(part.field) for part in needed])
        hint = f"set {names} to rehearse without credentials; or {error.hint}"
        code = USAGE if error.problem == MISSING else error.exit_code
        return CredentialsRejected(f"{message}, needed for {_joined([part.text for part in needed])}", hint, "", code)


def _joined(words: list[str]) -> str:
    return " and ".join([*([", ".join(words[:-1])] if words[:-1] else []), *words[-1:]])
