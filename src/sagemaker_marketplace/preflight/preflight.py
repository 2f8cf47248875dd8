"""Runs every account check for a manifest in parallel, and returns their findings in order."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from .. import plugins
from ..aws import access_denied, parallel
from ..aws.access_denied import Denial
from ..aws.queries import NoAnswer, PermissionMissing, Queries
from ..manifest import ignores, rehearsal
from ..manifest.document import Document
from ..manifest.findings import INFO, Finding, in_order
from ..manifest.paths import Path
from .local_images import LocalImages
from .model_archives import LocalArchive

# More checks at a time would be throttled.
_MAX_PARALLEL = 8
NOT_ALLOWED, NOT_ANSWERED = "permission-missing", "no-response"

# Why a check could not run, or None.
Obstacle = PermissionMissing | NoAnswer | None


def findings(
    document: Document, account: Queries, select: Collection[str] = (), ignore: Collection[str] = ()
) -> list[Finding]:
    """Return the findings of all account checks on a valid manifest; `select` and `ignore` are names of checks.

    Raises CredentialsError if a query meets credentials that AWS does not accept, or none.
    """
    checks = _checks(document, select, ignore)
    results = parallel.map_in_order(lambda check: _run(check, document, account), checks, _MAX_PARALLEL)
    ignored = ignores.read(document)
    reported = [finding for found, _ in results for finding in found if not ignored.covers(finding)]
    obstacles = [(check.name, obstacle) for check, (_, obstacle) in zip(checks, results, strict=True)]
    return in_order([*reported, *_incomplete(document, obstacles)])


def local_findings(
    document: Document,
    source: LocalImages | LocalArchive,
    select: Collection[str] = (),
    ignore: Collection[str] = (),
) -> list[Finding]:
    """Return the findings of the checks that a local image's config, or a local model archive, is enough for.

    Those on images are at `rehearsal.image` if the manifest names it. `select` and `ignore` are names of checks.
    """
    checks = [check for check in _checks(document, select, ignore) if getattr(check.module, "LOCAL", "") == source.kind]
    ignored = ignores.read(document)
    reported = [finding for check in checks for finding in _run(check, document, source)[0]]
    return in_order(finding for finding in reported if not ignored.covers(finding))


def _checks(document: Document, select: Collection[str], ignore: Collection[str]) -> list[plugins.Rule]:
    return [
        check
        for check in plugins.checks()
        if document.kind in check.module.KINDS and (not select or check.name in select) and check.name not in ignore
    ]


def _run(
    check: plugins.Rule, document: Document, source: Queries | LocalImages | LocalArchive
) -> tuple[list[Finding], Obstacle]:
    """Return the findings of a check, and why it is incomplete."""
    found: list[Finding] = []
    is_local = isinstance(source, LocalImages) and document.get(".".join(map(str, rehearsal.IMAGE))) is not None
    try:
        for path, message, hint, *rest in check.module.check(document, source):
            related = rest[0] if rest else ()
            severity = check.module.SEVERITY
            where = rehearsal.IMAGE if is_local else path
            found.append(document.finding(where, severity, check.name, message, hint, related=related))
    except (PermissionMissing, NoAnswer) as error:
        return found, error
    return found, None


def _incomplete(document: Document, obstacles: Sequence[tuple[str, Obstacle]]) -> Iterator[Finding]:
    """Yield a finding for each missing action and for each query without an answer, with the checks it prevents."""
    names: dict[tuple[str, str], list[str]] = {}
    paths: dict[tuple[str, str], Path] = {}
    denials: dict[str, Denial] = {}
    for name, obstacle in obstacles:
        if obstacle is None:
            continue
        if isinstance(obstacle, PermissionMissing):
            denials.setdefault(obstacle.action, obstacle.denial)
        key = (NOT_ANSWERED, obstacle.reason) if isinstance(obstacle, NoAnswer) else (NOT_ALLOWED, obstacle.action)
        names.setdefault(key, []).append(name)
        paths.setdefault(key, obstacle.path)
    for (rule, reason), unchecked in names.items():
        if rule == NOT_ALLOWED:
            message, hint = not_allowed(denials[reason], unchecked)
        else:
            message = f"no valid response ({reason}); not checked: {', '.join(unchecked)}"
            hint = "rerun to check again"
        path = paths[rule, reason]
        yield document.finding(path, INFO, rule, message, hint)


def not_allowed(denial: Denial, unchecked: Sequence[str]) -> tuple[str, str]:
    """Return message and hint for an IAM action that the caller lacks; `unchecked` is what is therefore unknown."""
    message = f"missing permission {denial.action}; not checked: {', '.join(unchecked)}"
    return message, access_denied.fix_with_command(denial)
