"""The expected content type should be one that the jobs request and the product supports.

The transform job sends `Accept` with each request, and buyers rely on `SupportedResponseMIMETypes`. If the rehearsal
expects another type, either the expectation fails, or the container answers with a type that was not requested.
Parameters after a semicolon are not compared.

Expect the type of `Accept`, and list it in `SupportedResponseMIMETypes`.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from ....manifest.rehearsal import EXPECT
from ....manifest.suggestions import quoted
from .. import Result
from ..transform._mime_types import INFERENCE, essence, is_mime_type, supported_types
from . import expectation, rehearsed_jobs

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "service model: TransformOutput.Accept and SupportedResponseMIMETypes (documented); that others are mistakes is "
    "inferred",
)
GOOD = (
    """
rehearsal: {expect: {content-type: text/csv}}
spec:
  InferenceSpecification: {SupportedResponseMIMETypes: [text/csv]}
  ValidationSpecification:
    ValidationProfiles:
      - TransformJobDefinition:
          TransformOutput: {Accept: text/csv; charset=utf-8}
""",
    """
rehearsal: {expect: {content-type: text/csv}}
spec:
  InferenceSpecification: {SupportedResponseMIMETypes: [text/*]}
  ValidationSpecification:
    ValidationProfiles:
      - TransformJobDefinition:
          TransformOutput: {Accept: '*/*'}
""",
)
BAD = (
    """
rehearsal:
  expect:
    content-type: application/json   # <- here
spec:
  InferenceSpecification: {SupportedResponseMIMETypes: [text/csv]}
""",
    """
rehearsal:
  expect:
    content-type: application/json   # <- here
spec:
  InferenceSpecification: {SupportedResponseMIMETypes: [text/csv, application/json]}
  ValidationSpecification:
    ValidationProfiles:
      - TransformJobDefinition:
          TransformOutput: {Accept: text/csv}
""",
)
_LIST = "SupportedResponseMIMETypes"


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield an expected type that the product does not list, or that no job requests."""
    path, expected = (*EXPECT, "content-type"), expectation(doc, "content-type")
    if not isinstance(expected, str):
        return
    listed = supported_types(doc, _LIST)
    accepted = [job.field("TransformOutput", "Accept") for job in rehearsed_jobs(doc)]
    requested = [type_ for type_ in accepted if isinstance(type_, str) and type_.strip()]
    if listed and not any(_includes(type_, expected) for type_ in listed):
        related = (((*INFERENCE, _LIST), "supported types"),)
        usable = next((type_ for type_ in listed if is_mime_type(type_)), "")
        hint = f"use {usable}, or add the type to {_LIST}" if usable else f"add the type to {_LIST}"
        yield path, f"the expected type {quoted(expected)} is not in {_LIST}", hint, related
    elif requested and len(requested) == len(accepted) and not any(_includes(type_, expected) for type_ in requested):
        message = f"the expected type {quoted(expected)} is not the Accept of a transform job"
        yield path, message, f"use {essence(requested[0])}, or change Accept"


def _includes(types: str, expected: str) -> bool:
    """Whether one of the comma-separated types is the expected one; a wildcard in either matches."""
    plain = essence(expected)
    names = {plain, f"{plain.partition('/')[0]}/*", "*/*", "*"}
    return "*" in plain or any(essence(type_) in names for type_ in types.split(","))
