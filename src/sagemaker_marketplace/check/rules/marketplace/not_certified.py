"""`CertifyForMarketplace` must be true.

AWS Marketplace accepts only model packages and algorithms created with `CertifyForMarketplace: true`; the portal
returns error 400 for all others. The field can't be changed later: the resource has to be deleted, created and
validated again.

The field can be omitted in a manifest, where it defaults to true (the default of the API is false). The plan shows that
it was added.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import request_of

SEVERITY = "error"
KINDS = ("ModelPackage", "Algorithm")
SOURCES = (
    "AWS Marketplace seller guide, ml-troubleshooting: 400 without certification, no way to certify later (documented)",
    "service model: CertifyForMarketplace (documented)",
)
GOOD = (
    "spec: {CertifyForMarketplace: true}",
    "spec: {ModelPackageName: churn-1-0}",
)
BAD = (
    """
spec:
  CertifyForMarketplace: false   # <- here
""",
)


def check(doc: Document, facts: Facts) -> Iterator[Result]:
    """Yield CertifyForMarketplace if it is false."""
    if (request_of(doc) or {}).get("CertifyForMarketplace") is False:
        message = "an uncertified resource can't be listed, and CertifyForMarketplace can't be changed later"
        hint = "use true, or remove the line, because the default in a manifest is true"
        yield ("spec", "CertifyForMarketplace"), message, hint
