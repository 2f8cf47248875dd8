"""What is known about Regions, instance types and AWS's own accounts: dated data beside this file, read when asked for.

Each data file says in `_provenance` where it comes from; `make facts` renews those that a script can renew.
"""

from __future__ import annotations

import json
from os.path import dirname, join

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

FOLDER = join(dirname(__file__), "facts")
CONFIRMED, UNCONFIRMED, OPT_IN, OTHER_PARTITION, UNKNOWN = (
    "confirmed",
    "unconfirmed",
    "opt-in",
    "other-partition",
    "unknown",
)
TRAINING, TRANSFORM, REALTIME = USES = "training", "transform", "realtime"


class Facts:
    """Answers from the data files of one folder; a file is read once, and only if a question needs it."""

    def __init__(self, folder: str = FOLDER) -> None:
        """Take the folder with the data files."""
        self._folder = folder
        self._files: dict[str, Any] = {}

    def publishing(self, region: str) -> str:
        """Whether products can be published from a Region: one of the five words above.

        Source: the seller guide's rule (SageMaker is there, on by default) over AWS's list of default Regions.
        """
        data = self._read("publish-regions")
        for word, key in ((CONFIRMED, "confirmed"), (UNCONFIRMED, "unconfirmed"), (OPT_IN, "opt_in")):
            if region in data[key]:
                return word
        return OTHER_PARTITION if region in data["other_partitions"] else UNKNOWN

    def partition(self, region: str) -> str | None:
        """The partition of a Region that has SageMaker, such as `aws` or `aws-cn`; None for a name nobody knows."""
        publishing = self.publishing(region)
        if publishing == OTHER_PARTITION:
            name: str = self._read("publish-regions")["other_partitions"][region]
            return name
        return None if publishing == UNKNOWN else "aws"

    def regions(self) -> list[str]:
        """The Regions that products can surely be published from."""
        names: list[str] = self._read("publish-regions")["confirmed"]
        return names

    def known_regions(self) -> list[str]:
        """Every Region there is data on, whatever can be done from it."""
        data = self._read("publish-regions")
        return [*data["confirmed"], *data["unconfirmed"], *data["opt_in"], *data["other_partitions"]]

    def types(self, use: str) -> list[str]:
        """The instance types the API takes for `training`, `transform` or `realtime`.

        Source: the service model's enums, as of the botocore named in the data.
        """
        names: list[str] = self._read("instance-types")[use]
        return names

    def uses(self, instance_type: str) -> tuple[str, ...]:
        """For which of the three uses the API takes an instance type."""
        return tuple(use for use in USES if instance_type in self.types(use))

    def ruled_out(self, region: str, instance_type: str) -> bool:
        """Whether the record says that a Region does not offer a type; False also where there is no record.

        Source: recorded EC2 offerings and SageMaker prices; the same for training, transform and real-time.
        """
        if self.publishing(region) not in (CONFIRMED, UNCONFIRMED):
            return False
        return instance_type in self._read(f"instance-types/{region}")["ruled_out"]

    def retired(self, instance_type: str) -> bool:
        """Whether a type belongs to a family that no Region offers any more, though the API still takes it."""
        return _family(instance_type) in self._read("instance-families")["retired"]

    def architecture(self, instance_type: str) -> str:
        """`arm64`, `x86_64` or `unknown`. Source: recorded EC2 instance descriptions."""
        data = self._read("instance-families")
        family = _family(instance_type)
        return next((name for name in ("arm64", "x86_64") if family in data[name]), UNKNOWN)

    def is_aws_account(self, account: str) -> bool:
        """Whether an account ID is one AWS serves its own images from. Source: the image URIs of AWS's Python SDK."""
        return account in self._read("aws-image-accounts")["accounts"]

    def _read(self, name: str) -> Any:
        if name not in self._files:
            with open(f"{self._folder}/{name}.json", encoding="utf-8") as file:
                self._files[name] = json.load(file)
        return self._files[name]


def _family(instance_type: str) -> str:
    prefix, _, rest = instance_type.partition(".")
    return rest.partition(".")[0] if prefix == "ml" else ""
