"""Runs every account check for manifests in parallel, and returns their findings in order."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager
from functools import partial
from itertools import islice

from .. import plugins
from ..aws import access_denied, parallel
from ..aws.access_denied import Denial
from ..aws.queries import NoAnswer, PermissionMissing, Queries
from ..manifest import ignores, rehearsal_fields
from ..manifest.document import Document
from ..manifest.findings import INFO, Finding, in_order
from ..manifest.paths import Path
from .local_images import LocalImages
from .model_archives import LocalArchive

# Of all manifests of an account and Region: more checks at a time would be throttled.
_MAX_PARALLEL = 8
NOT_ALLOWED, NOT_ANSWERED = "permission-missing", "no-response"

# Why a check could not run, or None.
Obstacle = PermissionMissing | NoAnswer | None
# The findings of a check, and why it is incomplete.
_Result = tuple[list[Finding], Obstacle]


def findings(
    document: Document, account: Queries, select: Collection[str] = (), ignore: Collection[str] = ()
) -> list[Finding]:
    """Return the findings of all account checks on a valid manifest; `select` and `ignore` are names of checks.

    Raises CredentialsError if a query meets credentials that AWS does not accept, or none.
    """
    with checks_started([(document, account)], select, ignore) as [results]:
        return results()


@contextmanager
def checks_started(
    documents: Sequence[tuple[Document, Queries]], select: Collection[str] = (), ignore: Collection[str] = ()
) -> Iterator[list[Callable[[], list[Finding]]]]:
    """Begin the account checks of several manifests; give a function for each that waits for its findings.

    Such a function raises what `findings` raises. Accounts and Regions don't wait for each other. At the end of the
    block, checks that have not begun are dropped.
    """
    with_checks = [(document, account, _checks(document, select, ignore)) for document, account in documents]
    outcomes: dict[Queries, Iterator[Future[_Result]]] = {}
    with ExitStack() as stack:
        for shared in dict.fromkeys(account for _, account in documents):
            calls = [
                partial(_run, check, document, account)
                for document, account, checks in with_checks
                if account is shared
                for check in checks
            ]
            outcomes[shared] = iter(stack.enter_context(parallel.started(lambda call: call(), calls, _MAX_PARALLEL)))
        yield [
            partial(_findings, document, checks, list(islice(outcomes[account], len(checks))))
            for document, account, checks in with_checks
        ]


def local_findings(
    document: Document,
    source: LocalImages | LocalArchive,
    select: Collection[str] = (),
    ignore: Collection[str] = (),
) -> list[Finding]:
    """Return the findings of the checks that a local image's config, or a local model archive, is enough for.

    Those on images are at the field of the block that names the image, if one does. `select` and `ignore` are names of
    checks.
    """
    checks = [check for check in _checks(document, select, ignore) if getattr(check.module, "LOCAL", "") == source.kind]
    ignored = ignores.read(document)
    reported = [finding for check in checks for finding in _run(check, document, source)[0]]
    return in_order(finding for finding in reported if not ignored.covers(finding))


def _findings(document: Document, checks: Sequence[plugins.Rule], outcomes: Sequence[Future[_Result]]) -> list[Finding]:
    results = [outcome.result() for outcome in outcomes]
    ignored = ignores.read(document)
    reported = [finding for found, _ in results for finding in found if not ignored.covers(finding)]
    obstacles = [(check.name, obstacle) for check, (_, obstacle) in zip(checks, results, strict=True)]
    return in_order([*reported, *_incomplete(document, obstacles)])


def _checks(document: Document, select: Collection[str], ignore: Collection[str]) -> list[plugins.Rule]:
    return [
        check
        for check in plugins.checks()
        if document.kind in check.module.KINDS and (not select or check.name in select) and check.name not in ignore
    ]


def _run(check: plugins.Rule, document: Document, source: Queries | LocalImages | LocalArchive) -> _Result:
    """Return the findings of a check, and why it is incomplete."""
    found: list[Finding] = []
    try:
        for path, message, hint, *rest in check.module.check(document, source):
            related = rest[0] if rest else ()
            severity = check.module.SEVERITY
            where = rehearsal_fields.local_path(document, path) if isinstance(source, LocalImages) else path
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
