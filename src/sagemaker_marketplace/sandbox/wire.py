"""What travels: the service's errors, ARNs and the moment now, in the forms of the JSON 1.1 protocol."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

ACCOUNT = "123456789012"  # the account every caller of moto is in

Members = dict[str, Any]


@dataclass(eq=False)
class ServiceError(Exception):
    """An answer that refuses a call: the error's code, its message and the HTTP status it comes with."""

    code: str
    message: str
    status: int = 400

    def body(self) -> Members:
        """Give the members of the error's JSON document."""
        return {"__type": self.code, "message": self.message}


def refused(message: str) -> ServiceError:
    """Give the ValidationException with this message.

    It is also how SageMaker tells of a missing resource (seen by users of its Describe calls).
    """
    return ServiceError("ValidationException", message)


def arn(region: str, resource_type: str, name: str) -> str:
    """Give the ARN of a SageMaker resource of the sandbox's account, its name as it was written."""
    return f"arn:aws:sagemaker:{region}:{ACCOUNT}:{resource_type}/{name}"


def name_of(name_or_arn: str, region: str) -> str:
    """Take a name or an ARN and give the name.

    Raises ServiceError for an ARN of another Region, in the words the service was seen to use
    (aws/amazon-sagemaker-examples#1438); that the Region it names is the caller's is our reading.
    """
    if not name_or_arn.startswith("arn:"):
        return name_or_arn
    _, _, _, arn_region, _, tail = name_or_arn.split(":", 5)
    if arn_region != region:
        raise refused(f"ARN should be scoped to correct region: {region}")
    return tail.partition("/")[2]


def now() -> float:
    """Give this moment as the protocol writes timestamps: seconds since 1970, to the millisecond."""
    return round(time.time(), 3)
