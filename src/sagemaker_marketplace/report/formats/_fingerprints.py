"""Fingerprints of findings, by which other tools recognize a finding in the next run."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

from ...manifest.findings import Finding
from .jsonl import encode


def with_fingerprints(findings: Iterable[Finding]) -> Iterator[tuple[Finding, str]]:
    """Yield each finding with a fingerprint that no other one has, and that stays the same when lines move.

    It depends on the rule, the file and the path in it.
    """
    seen: dict[str, int] = {}
    for finding in findings:
        identity = encode([finding.rule, finding.location.file, list(finding.path)])
        key = hashlib.sha256(identity.encode()).hexdigest()[:32]
        seen[key] = seen.get(key, 0) + 1
        yield finding, f"{key}:{seen[key]}"
