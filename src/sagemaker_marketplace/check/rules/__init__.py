"""One module per rule and one folder per family; `plugins` finds them by walking the package."""

from __future__ import annotations

from ...manifest.fixes import Fix
from ...manifest.paths import Path

# What a rule yields: the path, the message and the hint; optionally related locations and a safe fix.
Related = tuple[tuple[Path, str], ...]
Result = tuple[Path, str, str] | tuple[Path, str, str, Related] | tuple[Path, str, str, Related, Fix | None]
