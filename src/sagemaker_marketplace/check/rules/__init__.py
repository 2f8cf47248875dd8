"""One module a rule, in a folder a family; found by walking, never listed."""

from __future__ import annotations

from ...manifest.fixes import Fix
from ...manifest.paths import Path

# What a rule yields: where, what is wrong, what to change; then other places that matter, and a certain fix.
Related = tuple[tuple[Path, str], ...]
Result = tuple[Path, str, str] | tuple[Path, str, str, Related] | tuple[Path, str, str, Related, Fix | None]
