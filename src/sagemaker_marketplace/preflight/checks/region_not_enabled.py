"""The account has not turned on the manifest's Region.

Regions that are not on by default have to be turned on for an account before anything in them answers, which takes
minutes to hours. Products can only be published from Regions that are on by default, so this is asked for the others
alone.

Turn the Region on in the account's settings and wait until it is, or better: take a Region that is on by default.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...aws import regions
from ...aws.queries import Queries
from ...facts.facts import OPT_IN, UNKNOWN
from ...manifest.document import Document
from . import Result

SEVERITY = "error"
KINDS = ("ModelPackage", "Algorithm")
ACTIONS = ("account:GetRegionOptStatus",)
SOURCES = ("Account API, GetRegionOptStatus: the words for a Region that is not on (documented)",)
_OFF = ("DISABLED", "DISABLING", "ENABLING")


def check(doc: Document, account: Queries) -> Iterator[Result]:
    """Yield the Region if the account can't use it (yet)."""
    region = str(doc.region)
    if account.facts.publishing(region) not in (OPT_IN, UNKNOWN):
        return
    status = regions.region_status(account, ("region",), region)
    if status in _OFF:
        hint = f"turn it on, and wait: aws account enable-region --region-name {region}"
        yield ("region",), f"the account has the Region {region} not on: {status}", hint
