"""Marketplace: what makes a resource one that can be listed.

The API also creates resources that can never be sold: not certified, not validated, versioned. These rules tell before
the create call, because none of it can be changed afterwards.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ...core.document import Document


def spec_of(doc: Document) -> dict[str, Any] | None:
    """The request, also when it is empty; None when there is none, which is the schema's to tell."""
    spec = doc.data.get("spec")
    return spec if isinstance(spec, dict) else None
