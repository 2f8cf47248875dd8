"""What a rehearsal's observations mean: why a job would fail, and what does not fail it but should be known."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from ... import plugins
from ...diagnosis import diagnosis
from ...diagnosis.causes import Observed
from ...diagnosis.diagnosis import Diagnosis
from ...manifest import ignores, rehearsal
from ...manifest.document import Document
from ...manifest.findings import INFO, Finding, in_order
from ...manifest.paths import Path
from ..contract import contract
from ..observations import Observations
from . import end_facts, health_facts, model_facts, request_facts, start_facts

# The fields of the spec for which `rehearsal` can name something local.
_LOCAL = {"Image": rehearsal.IMAGE, "ModelDataUrl": rehearsal.MODEL, "S3Uri": rehearsal.INPUT}
# What makes AWS refuse a job whatever the container answers.
_FAILING = ("payloads-over-100", "input-problem")
# Checks of the image that predict that the program does not start with the argument: it did, if the job succeeds.
_REFUTED = ("image-argument-refused", "image-argument-as-script", "image-entry-point", "image-init")
# A rehearsal has no GPU: if the container requires one, and the instance type has one, the job does not fail for it.
_GPU_CAUSE, _GPU_FACT, _NOT_REHEARSED = "gpu-missing", "gpu-not-rehearsed", "not-rehearsed"
_FIRST_LINE = "MaxConcurrentTransforms="


@dataclass(frozen=True)
class Verdict:
    """Whether a transform job would fail: the diagnosis, None if it succeeds, and the findings to report as well."""

    diagnosis: Diagnosis | None
    findings: tuple[Finding, ...]


def decide(
    document: Document,
    observations: Observations,
    words: str,
    image_findings: Sequence[Finding] = (),
    select: Collection[str] = (),
    ignore: Collection[str] = (),
) -> Verdict:
    """Decide what the rehearsal of a transform job means.

    `words` are those by which AWS would report that the job failed, empty if it would succeed. `image_findings` are
    those of `preflight.local_findings`: one that predicted the failure is part of the diagnosis, and not reported
    again. `select` and `ignore` are names of checks.
    """
    found = in_order([*image_findings, *findings(document, observations, select, ignore)])
    facts = observed(observations)
    if not words and not any(fact.id in _FAILING for fact in facts):
        return Verdict(None, tuple(finding for finding in found if finding.rule not in _REFUTED))
    document.reported += found
    profile = (_number(observations.job.path), observations.job.profile)
    # Its first line would mean that all lines of the container are from before the first request.
    data_log = [line for line in contract.data_log(observations) if _FIRST_LINE not in line]
    log = [*observations.log_lines, *data_log]
    explained = diagnosis.explain_rehearsal(document, profile, facts, log, words)
    if explained.first_id == _GPU_CAUSE and any(fact.id == _GPU_FACT for fact in facts):
        gpu = replace(explained.findings[0], severity=INFO, rule=_NOT_REHEARSED)
        return Verdict(None, tuple(in_order([*(each for each in found if each.rule != _NOT_REHEARSED), gpu])))
    predicted = {finding for cause in explained.causes for finding in cause.findings}
    return Verdict(explained, tuple(finding for finding in found if finding not in predicted))


def findings(
    document: Document, observations: Observations, select: Collection[str] = (), ignore: Collection[str] = ()
) -> list[Finding]:
    """Return the findings of all rehearsal checks; `select` and `ignore` are names of checks."""
    ignored = ignores.read(document)
    reported = []
    for check in plugins.rehearsal_checks():
        if document.kind in check.module.KINDS and (not select or check.name in select) and check.name not in ignore:
            for path, message, hint in check.module.check(document, observations):
                where = _local_path(document, path)
                reported.append(document.finding(where, check.module.SEVERITY, check.name, message, hint))
    return in_order(finding for finding in reported if not ignored.covers(finding))


def observed(observations: Observations) -> list[Observed]:
    """Return the facts that can be causes of a failure."""
    parts = (start_facts, end_facts, model_facts, health_facts, request_facts)
    return [fact for part in parts for fact in part.facts(observations)]


def _local_path(document: Document, path: Path) -> Path:
    """The field of `rehearsal` that is used instead of a field of the spec, if the manifest has it."""
    local = _LOCAL.get(str(path[-1]), path) if path else path
    return local if document.get(".".join(map(str, local))) is not None else path


def _number(path: Path) -> int:
    """The number of the validation profile that a path is in."""
    return next(part for part in path if isinstance(part, int))
