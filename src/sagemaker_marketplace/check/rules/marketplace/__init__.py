"""Marketplace: what makes a resource one that can be listed.

The API also creates resources that can never be sold: not certified, not validated, versioned. These rules tell before
the create call, because none of it can be changed afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ....manifest.document import Document
from .. import Result


def spec_of(doc: Document) -> dict[str, Any] | None:
    """The request, also when it is empty; None when there is none, which is the schema's to tell."""
    spec = doc.data.get("spec")
    return spec if isinstance(spec, dict) else None


def without_types(doc: Document) -> Iterator[Result]:
    """Yield each list of instance types for inference that is missing, and an empty one for endpoints.

    Of an empty one for batch transform the schema tells: the service model asks for one entry there only.
    """
    inference = (spec_of(doc) or {}).get("InferenceSpecification")
    if not isinstance(inference, dict):
        return
    transform, realtime = "SupportedTransformInstanceTypes", "SupportedRealtimeInferenceInstanceTypes"
    for name, lacking in ((transform, transform not in inference), (realtime, not inference.get(realtime))):
        if lacking:
            path = ("spec", "InferenceSpecification", name)
            yield path, f"{name} names no instance type", f"add the types you have tested: {name}: [ml.m5.xlarge]"
