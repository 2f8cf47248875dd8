"""The content types of samples should be supported by the product.

Buyers rely on `SupportedContentTypes`, and a rehearsal sends each sample with the content type under which it is
listed. A sample of another type tests a request that buyers are not offered. Parameters after a semicolon are not
compared.

List the type in `SupportedContentTypes`, or correct it.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from ....manifest.rehearsal import SAMPLES
from ....manifest.suggestions import closest_match, quoted
from .. import Result
from ..transform._mime_types import INFERENCE, essence, is_mime_type, supported_types
from . import sample_types

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "service model: SupportedContentTypes, the supported MIME types for the input data (documented); that others are "
    "mistakes is inferred",
)
GOOD = (
    """
rehearsal: {samples: {text/csv: [one.csv]}}
spec:
  InferenceSpecification: {SupportedContentTypes: [application/json, text/csv; charset=utf-8]}
""",
    """
rehearsal: {samples: {image/png: [one.png], image/jpeg: [one.jpg]}}
spec:
  InferenceSpecification: {SupportedContentTypes: [image/*]}
""",
)
BAD = (
    """
rehearsal:
  samples:
    text/csv: [one.csv]
    application/json:   # <- here
      - one.json
spec:
  InferenceSpecification: {SupportedContentTypes: [text/csv]}
""",
    """
rehearsal:
  samples:
    csv: [one.csv]   # <- here
spec:
  InferenceSpecification: {SupportedContentTypes: [text/csv]}
""",
    """
rehearsal:
  samples:
    text/cvs: [one.csv]   # <- here
spec:
  InferenceSpecification: {SupportedContentTypes: [text/csv, application/json]}
""",
)
_LIST = "SupportedContentTypes"


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each type that the list does not contain; nothing without a list."""
    listed = supported_types(doc, _LIST)
    known = [essence(type_) for type_ in listed]
    for type_ in map(str, sample_types(doc) if listed else ()):
        plain = essence(type_)
        if not {plain, f"{plain.partition('/')[0]}/*", "*/*", "*"} & set(known):
            near = closest_match(plain, [each for each in known if is_mime_type(each)])
            add = f"add the type to {_LIST}"
            hint = (
                f"use {near}, or {add}" if near else add if is_mime_type(type_) else "use a MIME type, such as text/csv"
            )
            related = (((*INFERENCE, _LIST), "supported types"),)
            yield (*SAMPLES, type_), f"the samples' type {quoted(type_)} is not in {_LIST}", hint, related
