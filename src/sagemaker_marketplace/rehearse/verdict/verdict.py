"""What a rehearsal's observations mean: why a job would fail, and what does not fail it but should be known."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ... import plugins
from ...diagnosis import diagnosis
from ...diagnosis.causes import Observed
from ...diagnosis.diagnosis import Diagnosis
from ...diagnosis.matches import TRAINING, TRANSFORM
from ...manifest import ignores, rehearsal_fields
from ...manifest.document import Document
from ...manifest.findings import INFO, Finding, in_order
from ...manifest.paths import Path
from ..contract import contract, training_words
from ..observations import ContainerObservations, Observations
from ..realtime_observations import RealTimeObservations
from ..training_observations import TrainingObservations
from . import container_facts, end_facts, health_facts, model_facts, request_facts, start_facts, training_facts

# What makes AWS refuse a job whatever the container answers.
_FAILING = ("payloads-over-100", "input-problem")
# Checks of the image that predict that the program does not start with the argument: it did, if the job succeeds.
_REFUTED = ("image-argument-refused", "image-argument-as-script", "image-entry-point", "image-init")
# A rehearsal has no GPU: if the container requires one, and the instance type has one, the job does not fail for it.
_GPU_CAUSE, _GPU_FACT, _NOT_REHEARSED = "gpu-missing", "gpu-not-rehearsed", "not-rehearsed"
_FIRST_LINE = "MaxConcurrentTransforms="


@dataclass(frozen=True)
class Verdict:
    """Whether a job would fail: the diagnosis, None if it succeeds, and the findings to report as well."""

    diagnosis: Diagnosis | None
    findings: tuple[Finding, ...]


def decide(
    document: Document,
    observations: Observations | TrainingObservations,
    words: str,
    image_findings: Sequence[Finding] = (),
    select: Collection[str] = (),
    ignore: Collection[str] = (),
) -> Verdict:
    """Decide what the rehearsal of a transform job or a training job means.

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
    job_type = TRAINING if isinstance(observations, TrainingObservations) else TRANSFORM
    log = [*observations.log_lines, *_service_lines(observations)]
    explained = diagnosis.explain_rehearsal(document, profile, facts, log, words, job_type)
    if explained.first_id == _GPU_CAUSE and any(fact.id == _GPU_FACT for fact in facts):
        gpu = replace(explained.findings[0], severity=INFO, rule=_NOT_REHEARSED)
        return Verdict(None, tuple(in_order([*(each for each in found if each.rule != _NOT_REHEARSED), gpu])))
    predicted = {finding for cause in explained.causes for finding in cause.findings}
    return Verdict(explained, tuple(finding for finding in found if finding not in predicted))


def _service_lines(observations: Observations | TrainingObservations) -> list[str]:
    """What AWS writes to the job's log."""
    if isinstance(observations, TrainingObservations):
        return training_words.job_log(observations)
    # Its first line would mean that all lines of the container are from before the first request.
    return [line for line in contract.data_log(observations) if _FIRST_LINE not in line]


def findings(
    document: Document,
    observations: ContainerObservations[Any],
    select: Collection[str] = (),
    ignore: Collection[str] = (),
) -> list[Finding]:
    """Return the findings of the rehearsal checks of this kind of job; `select` and `ignore` are names of checks.

    An endpoint runs the container of a transform job before it: what was reported of that is not repeated.
    """
    ignored = ignores.read(document)
    is_endpoint = isinstance(observations, RealTimeObservations)
    known = {(each.rule, each.path) for each in document.reported} if is_endpoint else set()
    reported = []
    for check in plugins.rehearsal_checks():
        if (
            observations.TYPE in check.module.OBSERVES
            and document.kind in check.module.KINDS
            and (not select or check.name in select)
            and check.name not in ignore
        ):
            for path, message, hint in check.module.check(document, observations):
                where = rehearsal_fields.local_path(document, path)
                reported.append(document.finding(where, check.module.SEVERITY, check.name, message, hint))
    return in_order(
        finding for finding in reported if not ignored.covers(finding) and (finding.rule, finding.path) not in known
    )


def observed(observations: Observations | TrainingObservations) -> list[Observed]:
    """Return the facts that can be causes of a failure."""
    facts = [*start_facts.facts(observations), *end_facts.facts(observations)]
    if isinstance(observations, TrainingObservations):
        facts += training_facts.facts(observations)
    else:
        for part in (model_facts, health_facts, request_facts):
            facts += part.facts(observations)
    return [*facts, *container_facts.facts(observations)]


def _number(path: Path) -> int:
    """The number of the validation profile that a path is in."""
    return next(part for part in path if isinstance(part, int))
