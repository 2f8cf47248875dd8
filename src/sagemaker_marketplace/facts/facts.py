"""Dated data about Regions, instance types and AWS's own accounts, read from the JSON files in this folder when needed.

Each data file says in `_provenance` where it comes from; `make facts` updates those that a script can update.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

FOLDER = Path(__file__).parent
CONFIRMED, UNCONFIRMED, OPT_IN, OTHER_PARTITION, UNKNOWN = (
    "confirmed",
    "unconfirmed",
    "opt-in",
    "other-partition",
    "unknown",
)
GPU, NEURON, NO_ACCELERATOR = "gpu", "neuron", "none"
TRAINING, TRANSFORM, REALTIME = USES = "training", "transform", "realtime"


class Size(NamedTuple):
    """The size of an instance type; the memory of an accelerator (GPU or Neuron device) is that of one of them."""

    vcpus: int
    memory_mib: int
    accelerators: int
    accelerator: str
    accelerator_memory_mib: int


class Facts:
    """Answers from the data files of one folder; each file is read at most once."""

    def __init__(self, folder: Path = FOLDER, today: str | None = None) -> None:
        """Take the folder with the data files, and the date (YYYY-MM-DD) from which their age is counted."""
        self._folder = folder
        self._today = today
        self._files: dict[str, Any] = {}

    def publishing(self, region: str) -> str:
        """Whether products can be published from a Region: one of the five words above.

        Source: the seller guide's rule (SageMaker is available, the Region is on by default), applied to AWS's list of
        default Regions.
        """
        data = self._read("publish-regions")
        for word, key in ((CONFIRMED, "confirmed"), (UNCONFIRMED, "unconfirmed"), (OPT_IN, "opt_in")):
            if region in data[key]:
                return word
        return OTHER_PARTITION if region in data["other_partitions"] else UNKNOWN

    def partition(self, region: str) -> str | None:
        """The partition of a Region that has SageMaker, such as `aws` or `aws-cn`; None for an unknown name."""
        publishing = self.publishing(region)
        if publishing == OTHER_PARTITION:
            name: str = self._read("publish-regions")["other_partitions"][region]
            return name
        return None if publishing == UNKNOWN else "aws"

    def regions(self) -> list[str]:
        """The Regions that products can certainly be published from."""
        names: list[str] = self._read("publish-regions")["confirmed"]
        return names

    def known_regions(self) -> list[str]:
        """All Regions in the data, including those that products can't be published from."""
        data = self._read("publish-regions")
        return [*data["confirmed"], *data["unconfirmed"], *data["opt_in"], *data["other_partitions"]]

    def types(self, use: str) -> list[str]:
        """The instance types that the API accepts for `training`, `transform` or `realtime`.

        Source: the service model's enums, as of the botocore named in the data.
        """
        names: list[str] = self._read("instance-types")[use]
        return names

    def all_types(self) -> list[str]:
        """All instance types of the API, by family and size."""
        return sorted({name for use in USES for name in self.types(use)}, key=self._by_size)

    def size(self, instance_type: str) -> Size | None:
        """The size of a type; None if it is not recorded. A container gets a little less memory than the instance has.

        Source: recorded EC2 instance descriptions.
        """
        columns = self._read("instance-sizes")["types"].get(instance_type)
        return Size(*columns) if columns else None

    def _by_size(self, instance_type: str) -> tuple[str, int, str]:
        size = self.size(instance_type)
        return _family(instance_type), size.vcpus if size else 0, instance_type

    def uses(self, instance_type: str) -> tuple[str, ...]:
        """Those of the three uses for which the API accepts an instance type."""
        return tuple(use for use in USES if instance_type in self.types(use))

    def ruled_out(self, region: str, instance_type: str) -> bool:
        """Whether a Region is recorded as not offering a type; False if nothing is recorded.

        Source: recorded EC2 offerings and SageMaker prices; the same for training, transform and real-time.
        """
        if self.publishing(region) not in (CONFIRMED, UNCONFIRMED):
            return False
        return instance_type in self._read(f"instance-types/{region}")["ruled_out"]

    def retired(self, instance_type: str) -> bool:
        """Whether a type belongs to a family that no Region offers any more, although the API still accepts it."""
        return _family(instance_type) in self._read("instance-families")["retired"]

    def architecture(self, instance_type: str) -> str:
        """`arm64`, `x86_64` or `unknown`. Source: recorded EC2 instance descriptions."""
        data = self._read("instance-families")
        family = _family(instance_type)
        return next((name for name in ("arm64", "x86_64") if family in data[name]), UNKNOWN)

    def accelerator(self, instance_type: str) -> str:
        """`gpu`, `neuron` (Inferentia, Trainium), `hpu` (Gaudi), `none`; `unknown` for a family that is not recorded.

        Source: recorded EC2 instance descriptions.
        """
        data = self._read("instance-families")
        family = _family(instance_type)
        none = UNKNOWN if self.architecture(instance_type) == UNKNOWN else NO_ACCELERATOR
        return next((name for name in (GPU, NEURON, "hpu") if family in data[name]), none)

    def local_storage(self, instance_type: str) -> bool | None:
        """Whether a type has local storage (NVMe) and needs no volume; None for a family that is not recorded.

        Source: recorded EC2 instance descriptions.
        """
        if self.architecture(instance_type) == UNKNOWN:
            return None
        return _family(instance_type) in self._read("instance-families")["local_storage"]

    def previous_generation(self, instance_type: str) -> bool:
        """Whether a type is of a family that some publishing Regions never got. Source: recorded EC2 offerings."""
        return _family(instance_type) in self._read("instance-families")["previous_generation"]

    def is_marketplace_account(self, account: str) -> bool:
        """Whether an account ID is one that holds AWS Marketplace's copies. Source: ARNs of public products."""
        return account in self._read("marketplace-accounts")["accounts"].values()

    def marketplace_account(self, region: str) -> str | None:
        """The account that holds AWS Marketplace's copies in a Region; None if none is known. Source: as above."""
        account: str | None = self._read("marketplace-accounts")["accounts"].get(region)
        return account

    def is_aws_account(self, account: str) -> bool:
        """Whether an account ID is one AWS serves its own images from. Source: the image URIs of AWS's Python SDK."""
        return account in self._read("aws-image-accounts")["accounts"]

    def price(self, region: str, instance_type: str) -> float | None:
        """USD per hour for one instance, on demand, as of the date in the data; None if no price is recorded.

        Source: AWS's price page of June 2025; Studio prices, the same as for training wherever the two were compared.
        """
        if self.publishing(region) not in (CONFIRMED, UNCONFIRMED):
            return None
        price: float | None = self._read(f"prices/{region}")["usd_per_hour"].get(instance_type)
        return price

    def price_date(self, region: str) -> str:
        """The date of a Region's recorded prices, YYYY-MM-DD; empty where none are recorded."""
        if self.publishing(region) not in (CONFIRMED, UNCONFIRMED):
            return ""
        recorded: str = self._read(f"prices/{region}")["_provenance"]["date"]
        return recorded

    def date(self, name: str) -> str:
        """The date of a data file, YYYY-MM-DD or YYYY-MM."""
        recorded: str = self._read(name)["_provenance"]["date"]
        return recorded

    def age_in_days(self, name: str) -> int:
        """The age of a data file, by the date in its `_provenance`; 0 if no day was given to count from.

        A date without a day counts from the first day of the month.
        """
        if self._today is None:
            return 0
        recorded = f"{self.date(name)}-01"[:10]
        return (date.fromisoformat(self._today) - date.fromisoformat(recorded)).days

    def _read(self, name: str) -> Any:
        if name not in self._files:
            self._files[name] = json.loads((self._folder / f"{name}.json").read_text(encoding="utf-8"))
        return self._files[name]


def _family(instance_type: str) -> str:
    prefix, _, rest = instance_type.partition(".")
    return rest.partition(".")[0] if prefix == "ml" else ""
