"""Checks of what a manifest names against the account: one per file, found by walking the package.

A check is structured like a rule, with the account instead of the facts; ACTIONS are the IAM actions of its calls. A
missing permission ends the check, and the preflight reports it.
"""

from __future__ import annotations

from ...manifest.paths import Path

Related = tuple[tuple[Path, str], ...]
# What a check yields: path, message and hint, and optionally related locations.
Result = tuple[Path, str, str] | tuple[Path, str, str, Related]
