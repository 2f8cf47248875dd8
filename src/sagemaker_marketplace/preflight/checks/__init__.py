"""Questions to an account about what a manifest names: one check a file, found by walking, never listed.

A check has the shape of a rule. It takes the account instead of the facts, and ACTIONS names the IAM actions of the
calls it makes. What it may not ask, it leaves: `Forbidden` is the runner's to tell.
"""

from __future__ import annotations

from ...manifest.paths import Path

Related = tuple[tuple[Path, str], ...]
# What a check yields: where, what is wrong, what to do; then other places that matter.
Result = tuple[Path, str, str] | tuple[Path, str, str, Related]
