"""The SageMaker calls of the main job, for any resource kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from .errors import MEND, AccessDenied, NoResponse, RequestRefused, ResourceNotFound, translate

_ADDED = ("sagemaker-marketplace:", "aws:")


class Resources:
    """Model packages and algorithms of one account and Region; `kind` is a module of kinds/."""

    def __init__(self, reader: Any, writer: Callable[[], Any]) -> None:
        """`reader` is a client that repeats failed calls, `writer` makes one that sends each call once."""
        self._reader = reader
        self._writer = writer

    def describe(self, kind: Any, name: str) -> dict[str, Any] | None:
        """What the service says of a resource, by name or ARN; None if it is not there.

        Raises Throttled, Lost or Failure.
        """
        try:
            return self._about(self._reader, kind, f"Describe{kind.KIND}", {kind.NAME: name})
        except ResourceNotFound:
            return None

    def create(self, kind: Any, request: Mapping[str, Any]) -> str:
        """Send the create request once and give the ARN.

        Raises Taken, Throttled, Lost or Failure.
        """
        try:
            return str(self._about(self._writer(), kind, kind.OPERATION, request)[kind.ARN])
        except ResourceNotFound as missing:  # something the request names, such as its image or its data
            raise RequestRefused(f"AWS refused {kind.OPERATION}: {missing}", str(missing), MEND) from None

    def tags(self, arn: str) -> list[dict[str, str]] | None:
        """A resource's tags, without those this program and AWS add; None where the caller may not see them.

        Raises Throttled, Lost or Failure.
        """
        try:
            answer = self._call(self._reader, "ListTags", {"ResourceArn": arn, "MaxResults": 100})
        except (AccessDenied, ResourceNotFound):
            return None
        return [tag for tag in answer.get("Tags", ()) if not str(tag.get("Key")).startswith(_ADDED)]

    def delete(self, kind: Any, name: str) -> None:
        """Delete a resource; one that is gone already is fine.

        Raises Throttled, Lost or Failure.
        """
        try:
            self._call(self._reader, f"Delete{kind.KIND}", {kind.NAME: name})
        except ResourceNotFound:
            return

    def _about(self, client: Any, kind: Any, operation: str, request: Mapping[str, Any]) -> dict[str, Any]:
        answer = self._call(client, operation, request)
        if kind.ARN not in answer:  # whatever answered, a proxy perhaps, it was not SageMaker
            raise NoResponse(f"{operation}: an answer without {kind.ARN}")
        return answer

    def _call(self, client: Any, operation: str, request: Mapping[str, Any]) -> dict[str, Any]:
        try:
            method = getattr(client, _method(operation))
            answer: dict[str, Any] = method(**request)
        except Exception as error:
            raise translate(error, operation) from error
        answer.pop("ResponseMetadata", None)
        return answer


def _method(operation: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in operation).lstrip("_")
