"""The check of one manifest of a run. It needs nothing of the run, so another process can do it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ..context import Workspace
from ..facts.facts import Facts
from ..manifest import reader
from ..manifest.document import Document
from ..manifest.findings import ERROR, Finding, Location, in_order
from ..manifest.rehearsal import BLOCK
from ..report.built_in_rules import BUILT_IN
from ..settings.settings import Settings
from . import rehearsal_files
from .check import findings as check_document
from .check import is_missing_role

# The other commands ignore what the `rehearsal` block says, if it can be read.
_USES_REHEARSAL = ("check", "rehearse")


class Resource(NamedTuple):
    """The resource that a manifest creates, and where its name is; `end` is exclusive, None if it is empty.

    `role` is the role to assume, because each account has its own names.
    """

    kind: str
    role: str
    region: str | None
    name: str
    location: Location
    end: Location | None


class CheckedManifest(NamedTuple):
    """A manifest's display name, what it creates, and its findings, sorted by location.

    `sources` are lines of its files by name and number: all of them if the preflight follows, else those to show.
    """

    file: str
    region: str | None
    resource: Resource | None
    findings: list[Finding]
    sources: Mapping[str, Mapping[int, str]]


class ManifestCheck:
    """Checks one manifest at a time."""

    def __init__(self, settings: Settings, workspace: Workspace, today: str) -> None:
        """`today` is the date (YYYY-MM-DD) from which the age of data is counted."""
        self._settings = settings
        self._workspace = workspace
        self._facts = Facts(today=today)

    def read(self, name: str) -> Document:
        """Read a manifest.

        Raises Failure if it can't be read.
        """
        return reader.load(name, self._workspace.read, self._settings.variables)

    def check(self, document: Document) -> CheckedManifest:
        """Check a manifest; the findings are also kept in `document.reported`."""
        findings = self._findings(document)
        document.reported += findings
        resource = _resource(document)
        sources = _source_lines(document, findings, resource, self._settings.command)
        return CheckedManifest(document.file, document.region, resource, findings, sources)

    def _findings(self, document: Document) -> list[Finding]:
        """All findings of a manifest that concern the command."""
        settings = self._settings
        findings = [
            finding
            for finding in check_document(document, self._facts, settings.select, settings.ignore)
            if not (settings.create_validation_role and is_missing_role(finding))
        ]
        if settings.command in _USES_REHEARSAL or settings.rehearse:
            is_rehearsal = settings.command != "check"
            return in_order([*findings, *rehearsal_files.findings(document, self._workspace, is_rehearsal)])
        return [each for each in findings if each.path[:1] != (BLOCK,) or each.rule in BUILT_IN]


class DuplicateResources:
    """Finds manifests that name the same resource as an earlier one of the run."""

    def __init__(self) -> None:
        """Begin without manifests."""
        self._files: dict[tuple[object, ...], str] = {}

    def add_to(self, checked: CheckedManifest) -> list[Finding]:
        """Return the findings of the next manifest, with one more if an earlier manifest names its resource."""
        resource = checked.resource
        if not resource:
            return checked.findings
        first = self._files.setdefault((resource.kind, resource.role, resource.region, resource.name), checked.file)
        if first == checked.file:
            return checked.findings
        path = ("spec", f"{resource.kind}Name")
        message = f"{first} also creates {resource.name} in {resource.region}"
        hint = "use another name in one of them"
        duplicate = Finding(path, resource.location, ERROR, "same-resource", message, hint, end=resource.end)
        return in_order([*checked.findings, duplicate])


def _resource(document: Document) -> Resource | None:
    field = f"{document.kind}Name"
    name = document.spec.get(field)
    if not document.kind or not isinstance(name, str):
        return None
    return Resource(document.kind, document.role_to_assume, document.region, name, *document.span(("spec", field)))


def _source_lines(
    document: Document, findings: Sequence[Finding], resource: Resource | None, command: str
) -> Mapping[str, Mapping[int, str]]:
    """The lines of a manifest's files by number: all of them if the preflight follows, else those to show."""
    if command != "check":
        return {file: dict(enumerate(lines, 1)) for file, lines in document.sources.items()}
    locations = [resource.location] if resource else []
    for finding in findings:
        locations += [finding.location, *(related for related, _ in finding.related)]
        locations += [finding.fix.start, finding.fix.end] if finding.fix else []
    shown: dict[str, dict[int, str]] = {file: {} for file in document.sources}
    for location in locations:
        lines = document.sources.get(location.file, ())
        if 1 <= location.line <= len(lines):
            shown[location.file][location.line] = lines[location.line - 1]
    return shown
