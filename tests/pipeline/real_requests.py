"""Real requests found in public, in `tests/requests`, and what keeps them from being listed on AWS Marketplace."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, NamedTuple

from sagemaker_marketplace.sandbox.json_protocol import ACCOUNT

REQUESTS = Path(__file__).parents[1] / "requests"
_ECR_HOST = re.compile(r"\d{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com/")
# Requests that AWS accepts, with the rules that report an error: fields without which nothing can be certified.
NOT_CERTIFIED = ("not-certified", "validation-missing")
ACCEPTED: dict[str, tuple[str, ...]] = {
    "001-aws-listing-notebook-iris": (),
    "002-aws-byo-algorithm-decision-trees": (),
    "003-aws-byo-model-package-iris": (),
    "005-aws-byo-package-from-algorithm": NOT_CERTIFIED,
    "010-aspect-sentiment-uncertified": ("not-certified",),
    "014-aws-onboarding-skill-skeleton": (),
    "021-sdk-from-algorithm-model-data-url": NOT_CERTIFIED,
    "028-ack-unversioned-xgboost": ("not-certified",),
    "032-terraform-basic": ("algorithm-inference-missing", *NOT_CERTIFIED),
    "033-terraform-tags-description": ("algorithm-inference-missing", *NOT_CERTIFIED),
    "056-bmw-unversioned-builtin-image": NOT_CERTIFIED,
    "068-name-and-description-only": ("inference-specification-missing", *NOT_CERTIFIED),
    "069-moto-certified-metadata": ("inference-specification-missing", "validation-missing"),
    "078-floci-doc-algorithm": ("algorithm-inference-missing", *NOT_CERTIFIED),
}
# Requests that can't be certified, or that AWS refuses, with the rule that says why.
UNSOUND = {
    "027-sdk-integ-versioned-lifecycle": "versioned-package",
    "029-ack-versioned-xgboost": "versioned-package",
    "031-ack-invalid-name": "invalid-format",
    "044-ir-introduction-resnet50": "versioned-package",
    "047-cross-account-group-arn": "versioned-package",
    "049-pipelines-abalone-register": "versioned-package",
    "050-model-card-notebook-minimal": "versioned-package",
    "051-devguide-model-registry-version": "versioned-package",
    "052-devguide-ir-prerequisites": "versioned-package",
    "053-awscc-example": "versioned-package",
    "072-mlops-template-register": "versioned-package",
    "079-cdk-versioned-without-spec": "versioned-package",
}


class RealRequest(NamedTuple):
    """A request: the kind of resource it creates, its Region and its fields."""

    kind: str
    region: str
    fields: dict[str, Any]

    @property
    def algorithms(self) -> list[str]:
        """The source algorithms, by name or ARN."""
        sources = self.fields.get("SourceAlgorithmSpecification", {}).get("SourceAlgorithms", ())
        return [source["AlgorithmName"] for source in sources]


def read(name: str, region: str = "") -> RealRequest:
    """Read a request, adapted to the sandbox's account.

    Images of other accounts become images of this one. Another Region replaces that of the request, also in its images.
    CertifyForMarketplace becomes false where the request omits it, as for AWS: in a manifest, its absence means true.
    """
    case = json.loads((REQUESTS / f"{name}.json").read_text("utf-8"))
    region = region or case["region"]
    image = rf"{ACCOUNT}.dkr.ecr.{region}.amazonaws.com/"
    request = json.loads(_ECR_HOST.sub(image, json.dumps(case["request"])))
    fields = {"CertifyForMarketplace": False, **request}
    return RealRequest(case["operation"].removeprefix("Create"), region, fields)
