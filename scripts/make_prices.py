"""Update the prices from AWS's public price list (part of `make facts`).

The price list has one file per Region and requires no credentials. If it can't be downloaded or parsed, the script
reports that and keeps the recorded prices. It prints each change.
"""

from __future__ import annotations

import json
import re
import sys
from datetime import UTC, datetime
from difflib import unified_diff
from pathlib import Path
from typing import Any
from urllib.request import urlopen

PRICES = Path(__file__).parent.parent / "src" / "sagemaker_marketplace" / "facts" / "prices"
OFFERS = "https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/AmazonSageMaker/current"
TIMEOUT_SECONDS = 60
# The usage in a usage type, after the Region's short name, in order of preference.
USAGES = ("Train", "Tsform", "Host")


def main(offers: str = OFFERS) -> None:
    """Update the file of each recorded Region, and print the changes."""
    for file in sorted(PRICES.glob("*.json")):
        try:
            with urlopen(f"{offers}/{file.stem}/index.json", timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310 - https
                prices = read(json.load(answer))
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            print(f"prices stay as recorded from {file.stem} on: {type(error).__name__}: {error}")
            return
        update(file, prices)


def read(offer: dict[str, Any]) -> dict[str, float]:
    """Return the USD per hour by instance type in a Region's offer file.

    Source of the layout: AWS's price list documentation (products by SKU, terms OnDemand by SKU).
    Raises KeyError, TypeError, ValueError or AttributeError for another layout.
    """
    prices: dict[str, dict[str, float]] = {}
    for sku, product in offer["products"].items():
        usage = re.search(r"(?:^|-)(Train|Tsform|Host):(ml\.[a-z0-9.-]+)$", product["attributes"].get("usagetype", ""))
        for term in offer["terms"]["OnDemand"].get(sku, {}).values() if usage else ():
            for dimension in term["priceDimensions"].values():
                if usage and float(dimension["pricePerUnit"]["USD"]) > 0:
                    prices.setdefault(usage[2], {})[usage[1]] = float(dimension["pricePerUnit"]["USD"])
    if not prices:
        raise ValueError("no prices of instance types")
    return {name: next(by[usage] for usage in USAGES if usage in by) for name, by in sorted(prices.items())}


def update(file: Path, prices: dict[str, float]) -> None:
    """Write a Region's prices and print the difference."""
    before = file.read_text(encoding="utf-8")
    data = json.loads(before)
    if data["usd_per_hour"] == prices:
        return
    data["_provenance"].update(
        date=datetime.now(UTC).date().isoformat(),
        what=f"USD per hour on demand in {file.stem}",
        sources=["AWS's public price list of AmazonSageMaker"],
    )
    data["usd_per_hour"] = prices
    text = json.dumps(data, indent=1) + "\n"
    file.write_text(text, encoding="utf-8")
    sys.stdout.writelines(
        f"{line}\n" for line in unified_diff(before.splitlines(), text.splitlines(), file.name, file.name, lineterm="")
    )


if __name__ == "__main__":
    main()
