"""Errors, ARNs and timestamps of the services, in the formats of the JSON 1.1 protocol."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any, NamedTuple

ACCOUNT = "123456789012"  # the account of access keys that the sandbox did not issue: moto's default

JsonObject = dict[str, Any]


@dataclass(eq=False)
class ServiceError(Exception):
    """An error response: the error code, the message and the HTTP status."""

    code: str
    message: str
    status: int = 400

    def body(self) -> JsonObject:
        """Return the JSON document of the error."""
        return {"__type": self.code, "message": self.message}


UNSUPPORTED = ServiceError("NotImplemented", "The sandbox does not support this operation.", 501)


def validation_error(message: str) -> ServiceError:
    """Return a ValidationException with this message.

    SageMaker also returns it for a missing resource (reported by users of its Describe calls).
    """
    return ServiceError("ValidationException", message)


class Owner(NamedTuple):
    """The account and the Region that a resource belongs to."""

    account: str
    region: str

    def arn(self, resource_type: str, name: str) -> str:
        """Return the ARN of a SageMaker resource.

        ARNs contain names in lower case, so that names are unique regardless of case (the SageMaker developer guide's
        example of a package in a group; getmoto/moto's recordings).
        """
        return f"arn:aws:sagemaker:{self.region}:{self.account}:{resource_type}/{name.lower()}"


def name_of(name_or_arn: str, region: str) -> str:
    """Return the name in a name or an ARN.

    Raises ServiceError for an ARN in another Region, with the service's message (aws/amazon-sagemaker-examples#1438).
    That the Region in the message is the caller's is an inference.
    """
    if not name_or_arn.startswith("arn:"):
        return name_or_arn
    _, _, _, arn_region, _, tail = name_or_arn.split(":", 5)
    if arn_region != region:
        raise validation_error(f"ARN should be scoped to correct region: {region}")
    return tail.partition("/")[2]


def now() -> float:
    """Return the current time as the protocol writes timestamps: seconds since 1970, to the millisecond."""
    return round(time.time(), 3)
