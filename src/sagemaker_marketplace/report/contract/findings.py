"""The types of findings and failures."""

from __future__ import annotations

from typing import Annotated, Literal, TypedDict

from .terms import EXIT_CODES, Known

Severity = Annotated[
    str,
    "`error`: AWS or AWS Marketplace refuses it. `warning`: it probably fails. `info`: advice.",
    Known("error", "warning", "info"),
]
ManifestFile = Annotated[
    str,
    "The manifest's file, or the ARN that `watch` was started with. Empty if it is about the whole run.",
]
DataPath = Annotated[
    list[str | int], 'Keys and indices from the top of the manifest to the field, such as `["spec", "Tags", 0]`.'
]
ExitCode = Annotated[int, "The exit code, as the command line and the action end with it.", Known(*EXIT_CODES)]


class LocationData(TypedDict):
    """A location in a file."""

    file: Annotated[str, "The file: the manifest, or a file that it inserts with `$file`."]
    line: Annotated[int, "The line, from 1."]
    column: Annotated[int, "The column, from 1, in characters."]


class SpanData(LocationData):
    """A part of a line."""

    end_line: Annotated[int | None, "The line of the end, which is `line`. `null` if only the start is known."]
    end_column: Annotated[int | None, "The column after the last character. `null` if only the start is known."]


class RelatedData(LocationData):
    """Another location that a finding is about."""

    message: Annotated[str, "What is at this location."]


class EditData(TypedDict):
    """A change of a file: the text between two locations is replaced."""

    start: Annotated[LocationData, "Where the replaced text starts."]
    end: Annotated[LocationData, "Where the replaced text ends (exclusive)."]
    text: Annotated[str, "The new text."]


class FieldData(SpanData):
    """A field of a manifest."""

    path: DataPath


class FindingData(FieldData):
    """A problem of a manifest."""

    severity: Severity
    rule: Annotated[str, "The name of the rule. `sagemaker-marketplace explain RULE` prints its page."]
    message: Annotated[str, "What is wrong. The text can change in any release."]
    hint: Annotated[str, "What to do. Empty if the message is enough."]
    docs: Annotated[str, "The URL of the rule's page."]
    related: Annotated[list[RelatedData], "Other locations that the finding is about."]
    fix: Annotated[EditData | None, "A safe fix, which `check --fix` applies. `null` if there is none."]


class OfManifest(TypedDict):
    """What is about one manifest, or about the whole run."""

    manifest: ManifestFile


class ReportedFinding(OfManifest, FindingData):
    """A problem of a manifest, in the report."""


class CauseData(TypedDict):
    """A likely cause of a failure."""

    cause: Annotated[str, "What is wrong."]
    fix: Annotated[str, "What to do. Empty if it is not known."]
    where: Annotated[FieldData | None, "Where in the manifest it comes from. `null` if it is not a field of it."]
    evidence: Annotated[str, "The words of AWS, or of a job's log, that show the cause. Empty if there are none."]
    findings: Annotated[list[FindingData], "The findings of the check and the preflight that predicted it."]


class FailureData(TypedDict):
    """What ended the run for one manifest, or the whole run."""

    manifest: ManifestFile
    message: Annotated[str, "What happened."]
    exit_code: ExitCode
    hint: Annotated[str, "What to do, such as the command that resumes. Empty if the message is enough."]
    causes: Annotated[list[CauseData], "Likely causes, the likeliest first. Empty if AWS or a rehearsal gave none."]
    log_lines: Annotated[list[str], "The end of the logs of the jobs that failed."]
    logs: Annotated[str, "The console URL of the whole log. Empty without one."]
    service_words: Annotated[str, "What AWS would report, if a rehearsal failed. Otherwise empty."]


class FailureEvent(FailureData):
    """The run ended for one manifest, or altogether if `manifest` is empty."""

    type: Literal["failure"]


Errors = Annotated[int, "The number of findings of severity error, shown or hidden."]
Warnings = Annotated[int, "The number of findings of severity warning, shown or hidden."]
Hidden = Annotated[int, "The number of findings below `min-severity`: they are not listed."]


class Counts(TypedDict):
    """Numbers of findings."""

    errors: Errors
    warnings: Warnings
    hidden: Hidden


class FindingEvent(TypedDict):
    """A finding about one manifest."""

    type: Literal["finding"]
    manifest: ManifestFile
    finding: Annotated[FindingData, "The finding."]


class HiddenFindingEvent(TypedDict):
    """A finding below `min-severity`: formats for people only count it. It can fail the run, as `fail-on` says."""

    type: Literal["finding_hidden"]
    manifest: ManifestFile
    finding: Annotated[FindingData, "The finding."]
