"""One module a rule, in a folder a family; found by walking, never listed."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..core.paths import Path

    # What a rule yields: where, what is wrong, what to change.
    Result = tuple[Path, str, str]
