"""Marketplace: what makes a resource eligible for a listing.

The API also creates resources that can't be sold: uncertified, not validated or versioned. These properties can't be
changed later, so these rules report them before the resource is created.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ....manifest.document import Document
from .. import Result


def request_of(doc: Document) -> dict[str, Any] | None:
    """Return the request; None if it is missing, which the schema reports."""
    spec = doc.data.get("spec")
    return spec if isinstance(spec, dict) else None


def missing_type_lists(doc: Document) -> Iterator[Result]:
    """Yield each missing list of instance types for inference, and an empty list for endpoints.

    The schema reports an empty list for batch transform, which is the only one with a minimum length.
    """
    inference = (request_of(doc) or {}).get("InferenceSpecification")
    if not isinstance(inference, dict):
        return
    transform, realtime = "SupportedTransformInstanceTypes", "SupportedRealtimeInferenceInstanceTypes"
    for name, is_missing in ((transform, transform not in inference), (realtime, not inference.get(realtime))):
        if is_missing:
            path = ("spec", "InferenceSpecification", name)
            yield path, f"{name} is missing or empty", f"add the types that you have tested: {name}: [ml.m5.xlarge]"
