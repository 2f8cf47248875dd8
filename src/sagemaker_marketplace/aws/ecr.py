"""What ECR knows of an image. Each function takes the account and an image, and raises what a question raises."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Protocol

    from ..core.paths import Path
    from .questions import Questions

    class Named(Protocol):
        """How an image is named: its place in the manifest, its Region, and its names in ECR's requests."""

        @property
        def path(self) -> Path: ...
        @property
        def region(self) -> str: ...
        @property
        def query(self) -> dict[str, Any]: ...
        @property
        def image_id(self) -> dict[str, str]: ...


def described(account: Questions, image: Named) -> dict[str, Any]:
    """ECR's ImageDetail: digest, tags, compressed size in bytes, media type."""
    request = {**image.query, "imageIds": [image.image_id]}
    answer = account.ask(image.path, "ecr", "DescribeImages", request, image.region)
    detail: dict[str, Any] = answer["imageDetails"][0]
    return detail
