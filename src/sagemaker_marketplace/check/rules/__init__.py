"""One module per rule and one folder per family; `plugins` finds them by walking the package.

A module's docstring is the rule's page. Its first line says what must be true: with "must" if the finding is an error,
with "should" if it is a warning or info. Then it says why, and what to do.
"""

from __future__ import annotations

from ...manifest.fixes import Fix
from ...manifest.paths import Path

# What a rule yields: the path, the message and the hint; optionally related locations and a safe fix.
Related = tuple[tuple[Path, str], ...]
Result = tuple[Path, str, str] | tuple[Path, str, str, Related] | tuple[Path, str, str, Related, Fix | None]
