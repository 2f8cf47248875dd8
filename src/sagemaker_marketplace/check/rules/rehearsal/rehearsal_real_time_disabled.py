"""Settings for real-time inference should only be set if it is rehearsed.

`samples` and `bidirectional-streaming` are for real-time inference. It is not rehearsed with `real-time: false`, nor
without `real-time` for a product without `SupportedRealtimeInferenceInstanceTypes`.

Set `real-time: true` or the instance types, or remove the settings.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from ....manifest.rehearsal import BIDIRECTIONAL_STREAMING, REAL_TIME, SAMPLES
from .. import Result
from . import ENDPOINT_TYPES, block, is_real_time

SEVERITY = "info"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = ("docs/reference/rehearsal.md: what real-time applies to (documented)",)
GOOD = (
    """
rehearsal: {real-time: true, samples: {text/csv: [one.csv]}, bidirectional-streaming: true}
""",
    """
rehearsal: {samples: {text/csv: [one.csv]}}
spec:
  InferenceSpecification: {SupportedRealtimeInferenceInstanceTypes: [ml.m5.large]}
""",
    """
rehearsal: {real-time: false, bidirectional-streaming: false}
""",
)
BAD = (
    """
rehearsal:
  real-time: false
  samples:   # <- here
    text/csv: [one.csv]
""",
    """
rehearsal:
  real-time: false
  bidirectional-streaming: true   # <- here
spec:
  InferenceSpecification: {SupportedRealtimeInferenceInstanceTypes: [ml.m5.large]}
""",
    """
rehearsal:
  samples: {text/csv: [one.csv]}   # <- here
spec:
  InferenceSpecification: {SupportedTransformInstanceTypes: [ml.m5.large]}
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield each setting that has no effect."""
    if is_real_time(doc):
        return
    is_chosen = REAL_TIME[-1] in block(doc)
    reason = "with real-time: false" if is_chosen else f"without {ENDPOINT_TYPES[-1]}"
    needed = "real-time: true" if is_chosen else ENDPOINT_TYPES[-1]
    for path in (SAMPLES, BIDIRECTIONAL_STREAMING):
        name = path[-1]
        if block(doc).get(name):
            yield path, f"{name} has no effect {reason}", f"set {needed}, or remove {name}"
