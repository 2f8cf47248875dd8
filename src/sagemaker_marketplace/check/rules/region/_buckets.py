"""Regions and accounts in bucket names."""

from __future__ import annotations

from ....facts.facts import Facts

_ACCOUNT_DIGITS = 12


def regions(bucket: str, facts: Facts) -> list[str]:
    """Return the Regions that appear as separate words in a bucket name."""
    words = _words(bucket)
    return [region for region in facts.known_regions() if f"-{region}-" in words]


def account(bucket: str, facts: Facts) -> str | None:
    """Return the account next to a Region in a bucket name; None if there is none.

    Source: the default buckets of AWS's SDK, `sagemaker-REGION-ACCOUNT`. Twelve digits elsewhere can be a timestamp.
    """
    for region in regions(bucket, facts):
        before, _, after = _words(bucket).partition(f"-{region}-")
        for word in (after.partition("-")[0], before.rpartition("-")[2]):
            if len(word) == _ACCOUNT_DIGITS and word.isascii() and word.isdigit():
                return word
    return None


def _words(bucket: str) -> str:
    return f"-{bucket.replace('.', '-')}-"
