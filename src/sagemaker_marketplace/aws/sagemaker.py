"""SageMaker's calls about model packages and algorithms."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from .errors import FIX_MANIFEST, AccessDenied, NoResponse, RequestRefused, ResourceNotFound, translate

# Prefixes of tags that this program and AWS add.
_ADDED_TAGS = ("sagemaker-marketplace:", "aws:")


class Resources:
    """Model packages and algorithms of one account and Region. Every method raises Throttled, NoResponse or Failure.

    `kind` is a module of kinds/.
    """

    def __init__(self, reader: Any, create_writer: Callable[[], Any]) -> None:
        """`reader` is a client that retries failed calls; `create_writer` returns one that sends each call once."""
        self._reader = reader
        self._create_writer = create_writer

    def describe(self, kind: Any, name: str) -> dict[str, Any] | None:
        """Return the description of a resource, by name or ARN; None if it does not exist."""
        try:
            return self._call_with_arn(self._reader, kind, f"Describe{kind.KIND}", {kind.NAME: name})
        except ResourceNotFound:
            return None

    def create(self, kind: Any, request: Mapping[str, Any]) -> str:
        """Send the create request once and return the ARN. Raises NameConflict if the name is in use."""
        try:
            return str(self._call_with_arn(self._create_writer(), kind, kind.OPERATION, request)[kind.ARN])
        except ResourceNotFound as error:  # something that the request names, such as its image or its data
            raise RequestRefused(f"AWS refused {kind.OPERATION}: {error}", str(error), FIX_MANIFEST) from None

    def tags(self, arn: str) -> list[dict[str, str]] | None:
        """Return a resource's tags, without those that this program and AWS add; None without permission."""
        try:
            answer = self._call(self._reader, "ListTags", {"ResourceArn": arn, "MaxResults": 100})
        except (AccessDenied, ResourceNotFound):
            return None
        return [tag for tag in answer.get("Tags", ()) if not str(tag.get("Key")).startswith(_ADDED_TAGS)]

    def delete(self, kind: Any, name: str) -> None:
        """Delete a resource, if it exists."""
        try:
            self._call(self._reader, f"Delete{kind.KIND}", {kind.NAME: name})
        except ResourceNotFound:
            return

    def _call_with_arn(self, client: Any, kind: Any, operation: str, request: Mapping[str, Any]) -> dict[str, Any]:
        answer = self._call(client, operation, request)
        if kind.ARN not in answer:  # not from SageMaker, perhaps from a proxy
            raise NoResponse(f"{operation}: a response without {kind.ARN}")
        return answer

    def _call(self, client: Any, operation: str, request: Mapping[str, Any]) -> dict[str, Any]:
        from botocore import xform_name

        try:
            answer: dict[str, Any] = getattr(client, xform_name(operation))(**request)
        except Exception as error:
            raise translate(error, operation) from error
        answer.pop("ResponseMetadata", None)
        return answer
