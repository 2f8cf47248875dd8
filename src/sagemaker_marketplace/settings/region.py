"""The Region of a run, which the settings can name as well as the manifests."""

from __future__ import annotations

from ..manifest.findings import USAGE, Failure
from .settings import Settings


def agree(settings: Settings, region: str | None, source: str) -> None:
    """Compare the Region in the settings, if any, with the one of a manifest or an ARN.

    Raises Failure if they differ.
    """
    if settings.region and region and settings.region != region:
        message = f"region mismatch: the region setting is {settings.region}, but {source} uses {region}"
        raise Failure(message, USAGE, "use the same Region in both, or omit the setting")
