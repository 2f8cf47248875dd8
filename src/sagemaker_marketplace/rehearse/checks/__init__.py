"""Checks of what a rehearsal observes: one per file, found by walking the package.

They report what does not fail the validation for certain: what hits only buyers, or what AWS does not document. A check
is structured like a rule, with the observations of one transform job instead of the facts.
"""

from __future__ import annotations

from ...manifest.paths import Path

# What a check yields: path, message and hint.
Result = tuple[Path, str, str]
