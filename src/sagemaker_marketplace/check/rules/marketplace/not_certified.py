"""A resource that is not certified can never be listed.

AWS Marketplace takes only model packages and algorithms created with `CertifyForMarketplace: true`; the portal answers
400 for any other. The member can't be changed later: the resource has to be deleted and created again, and validated
again.

In a manifest it may be left out, which means true here (in the API it means false). The plan shows that it was filled
in.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....facts.facts import Facts
from ....manifest.document import Document
from .. import Result
from . import spec_of

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
    """Yield a CertifyForMarketplace that says no."""
    if (spec_of(doc) or {}).get("CertifyForMarketplace") is False:
        message = "a resource created without certification can't be listed, and this can never be changed later"
        yield (
            ("spec", "CertifyForMarketplace"),
            message,
            "write true, or remove the line: absent means true in a manifest",
        )
