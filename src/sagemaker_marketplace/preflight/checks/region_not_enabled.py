"""The manifest's Region must be enabled for the account.

Regions that are not enabled by default must be enabled for an account before any service responds there, which needs
minutes to hours. Products can only be published from Regions that are enabled by default, so only the others are
queried.

Enable the Region in the account's settings and wait, or better: use a Region that is enabled by default.
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
        hint = f"enable it and wait: aws account enable-region --region-name {region}"
        yield ("region",), f"Region {region} is not enabled for this account: {status}", hint
