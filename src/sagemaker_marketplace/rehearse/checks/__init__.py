"""Checks of what a rehearsal observes: one per file, found by walking the package.

They report what does not fail the observed job: what hits the job after it, or only buyers, or what AWS does not
document. A check is structured like a rule, with the observations of one job instead of the facts; OBSERVES has the
types of jobs that it is for.
"""

from __future__ import annotations

from ...manifest.paths import Path

# What a check yields: path, message and hint.
Result = tuple[Path, str, str]
