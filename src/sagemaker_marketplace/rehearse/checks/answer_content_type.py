"""The content type of answers should be one that the product declares and the job asked for.

`SupportedResponseMIMETypes` is shown to buyers, and the transform job asks for its `Accept` type. AWS compares neither
with the answer: the job ends as Completed. A parameter such as `charset=utf-8` makes no difference here.

Requests to an endpoint are only compared with `SupportedResponseMIMETypes`.

Return the type that the Accept header of the request names, or declare the type that is returned.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...manifest.document import Document
from ..contract.record_counts import media_type
from ..observations import Observations
from ..realtime_observations import RealTimeObservations
from . import Result, _answers

SEVERITY = "warning"
KINDS = ("ModelPackage", "Algorithm")
OBSERVES = ("transform", "real-time")
SOURCES = (
    "service model, InferenceSpecification: SupportedResponseMIMETypes are the types of the output (documented)",
    "that AWS compares nothing is inferred",
)
_SUPPORTED = ("spec", "InferenceSpecification", "SupportedResponseMIMETypes")
_SHOWN = 60


def check(doc: Document, observations: Observations | RealTimeObservations) -> Iterator[Result]:
    """Yield the first type of an answer that is not declared, or not the one that was asked for."""
    declared = [value for _, value in doc.strings(".".join(_SUPPORTED) + ".*")]
    accept = observations.job.accept if isinstance(observations, Observations) else ""
    for exchange in _answers.succeeded(_answers.of(observations)):
        answered = media_type(exchange.content_type)
        if not answered or not exchange.head or _answers.is_error(exchange):
            continue
        if declared and not _matches(answered, declared):
            message = f"the container returned {answered[:_SHOWN]}, which SupportedResponseMIMETypes does not list"
            fix = f"make it return {accept}, for which the job asked" if accept else "make it return a listed type"
            yield _SUPPORTED, message, f"{fix}, or add {answered[:_SHOWN]}"
            return
        if accept and not _matches(answered, accept.split(",")):
            message = f"the container returned {answered[:_SHOWN]}, but the job asked for {accept[:_SHOWN]}"
            path = (*observations.job.path, "TransformOutput", "Accept")
            yield path, message, f"make it return {accept[:_SHOWN]}, or set Accept to {answered[:_SHOWN]}"
            return


def _matches(answered: str, types: Sequence[str]) -> bool:
    """Whether a type is one of these, which can contain a `*`."""
    kind = answered.partition("/")[0]
    return any(media_type(each) in (answered, f"{kind}/*", "*/*") for each in types)
