"""The preflight: every check of the account at once, findings in order, what may not be asked told once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from .. import plugins
from ..aws import parallel
from ..aws.queries import NoAnswer, PermissionMissing, Queries
from ..manifest import ignores
from ..manifest.document import Document
from ..manifest.findings import INFO, Finding, in_order
from ..manifest.paths import Path

# More at once would trade seconds for throttling.
_AT_ONCE = 8
NOT_ALLOWED, NOT_ANSWERED = "permission-missing", "account-silent"


def findings(
    document: Document, account: Queries, select: Collection[str] = (), ignore: Collection[str] = ()
) -> list[Finding]:
    """Everything the account has to say against a manifest that was checked; `select` and `ignore` name checks.

    Raises Failure where there are no credentials, or they have expired.
    """
    checks = [
        check
        for check in plugins.checks()
        if document.kind in check.module.KINDS and (not select or check.name in select) and check.name not in ignore
    ]
    done = parallel.answers(lambda check: _asked(check, document, account), checks, _AT_ONCE)
    silenced = ignores.read(document)
    told = [finding for found, _ in done for finding in found if not silenced.silence(finding)]
    return in_order([*told, *_silences(document, checks, [silence for _, silence in done])])


def _asked(
    check: plugins.Rule, document: Document, account: Queries
) -> tuple[list[Finding], PermissionMissing | NoAnswer | None]:
    found: list[Finding] = []
    try:
        for path, message, hint, *more in check.module.check(document, account):
            related = tuple((document.location(other), text) for other, text in (more[0] if more else ()))
            severity = check.module.SEVERITY
            found.append(Finding(path, document.location(path), severity, check.name, message, hint, related))
    except (PermissionMissing, NoAnswer) as silence:
        return found, silence
    return found, None


def _silences(
    document: Document, checks: Sequence[plugins.Rule], silences: Iterable[PermissionMissing | NoAnswer | None]
) -> Iterator[Finding]:
    """A finding for each action that is missing, and for each question without an answer."""
    unasked: dict[tuple[str, str], list[str]] = {}
    locations: dict[tuple[str, str], Path] = {}
    for check, silence in zip(checks, silences, strict=True):
        if silence is None:
            continue
        key = (NOT_ANSWERED, silence.said) if isinstance(silence, NoAnswer) else (NOT_ALLOWED, silence.action)
        unasked.setdefault(key, []).append(check.name)
        locations.setdefault(key, silence.path)
    for (rule, what), names in unasked.items():
        path = locations[rule, what]
        if rule == NOT_ALLOWED:
            message, hint = not_allowed(what, names)
        else:
            message, hint = f"not checked, no answer ({what}): {', '.join(names)}", "the validation will tell"
        yield Finding(path, document.location(path), INFO, rule, message, hint)


def not_allowed(action: str, unknown: Sequence[str]) -> tuple[str, str]:
    """Message and hint for an IAM action the caller lacks; `unknown` is what therefore is not known."""
    hint = f"allow {action} to know before the release; sagemaker-marketplace iam-policy prints the policy"
    return f"not checked, the caller may not {action}: {', '.join(unknown)}", hint
