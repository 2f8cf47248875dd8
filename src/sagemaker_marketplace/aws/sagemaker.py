"""SageMaker's calls about model packages and algorithms."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from .errors import (
    FIX_MANIFEST,
    AccessDenied,
    NameConflict,
    NoResponse,
    RequestRefused,
    ResourceNotFound,
    Translate,
    translate,
)

# Prefixes of tags that this program and AWS add.
_ADDED_TAGS = ("sagemaker-marketplace:", "aws:")


# Times have milliseconds, which can be cut off in requests and responses.
_LIST_SLACK = timedelta(seconds=1)


@dataclass(frozen=True)
class Summary:
    """What a list says about a resource."""

    status: str
    created_at: datetime


class Resources:
    """Model packages and algorithms of one account and Region. Every method raises Throttled, NoResponse or Failure.

    `kind` is a module of kinds/.
    """

    def __init__(self, reader: Any, create_writer: Callable[[], Any], translate: Translate = translate) -> None:
        """`reader` is a client that retries failed calls; `create_writer` returns one that sends each call once.

        It is called when the first request needs it.
        """
        self._reader = reader
        self._writer, self._translate = cache(create_writer), translate

    def describe(self, kind: Any, name: str) -> dict[str, Any] | None:
        """Return the description of a resource, by name or ARN; None if it does not exist."""
        try:
            return self._call_with_arn(self._reader, kind, f"Describe{kind.KIND}", {kind.NAME: name})
        except ResourceNotFound:
            return None

    def summaries(
        self, kind: Any, since: datetime, with_versions: bool, max_pages: int
    ) -> tuple[dict[str, Summary], bool]:
        """Return the resources created since a time by lowercase ARN, and whether these are all of them.

        If there are more pages of 100 than `max_pages`, they are the newest. `with_versions` includes the versions in
        model package groups. Raises AccessDenied without permission.
        """
        operation, field = f"List{kind.KIND}s", f"{kind.KIND}SummaryList"
        request: dict[str, Any] = {"SortBy": "CreationTime", "SortOrder": "Descending", "MaxResults": 100}
        request["CreationTimeAfter"] = since - _LIST_SLACK
        if with_versions:
            request["ModelPackageType"] = "Both"
        found: dict[str, Summary] = {}
        for _ in range(max_pages):
            answer = self._call(self._reader, operation, request)
            if field not in answer:  # not from SageMaker, perhaps from a proxy
                raise NoResponse(f"{operation}: a response without {field}")
            for summary in answer[field]:
                if summary.get("CreationTime"):
                    status = str(summary.get(kind.STATUS, ""))
                    found[str(summary.get(kind.ARN, "")).lower()] = Summary(status, summary["CreationTime"])
            if not answer.get("NextToken"):
                return found, True
            request["NextToken"] = answer["NextToken"]
        return found, False

    def create(self, kind: Any, request: Mapping[str, Any]) -> str:
        """Send the create request once and return the ARN. Raises NameConflict if the name is in use."""
        try:
            return str(self._call_with_arn(self._writer(), kind, kind.OPERATION, request)[kind.ARN])
        except ResourceNotFound as error:  # something that the request names, such as its image or its data
            raise RequestRefused(f"AWS refused {kind.OPERATION}: {error}", str(error), FIX_MANIFEST) from None

    def tags(self, arn: str) -> list[dict[str, str]] | None:
        """Return a resource's tags, without those that this program and AWS add; None without permission."""
        try:
            tags = self.all_tags(arn)
        except AccessDenied:
            return None
        return [{"Key": key, "Value": value} for key, value in tags.items() if not key.startswith(_ADDED_TAGS)]

    def all_tags(self, arn: str) -> dict[str, str]:
        """Return all tags of a resource by key; none if it does not exist."""
        try:
            answer = self._call(self._reader, "ListTags", {"ResourceArn": arn, "MaxResults": 100})
        except ResourceNotFound:
            return {}
        return {str(tag.get("Key")): str(tag.get("Value")) for tag in answer.get("Tags", ())}

    def delete(self, kind: Any, name: str) -> None:
        """Send the delete request once: a repeated one could meet another resource of this name.

        Raises RequestRefused while AWS does not delete it. ConflictException is the only error that the service model
        declares for both operations.
        """
        operation = f"Delete{kind.KIND}"
        try:
            self._call(self._writer(), operation, {kind.NAME: name})
        except ResourceNotFound:
            return
        except NameConflict as error:
            raise RequestRefused(f"AWS refused {operation}: {error}", str(error), "retry later") from None
        except AccessDenied:
            raise
        except RequestRefused as error:
            raise RequestRefused(error.message, error.service_message, "retry later") from None

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
            raise self._translate(error, operation) from error
        answer.pop("ResponseMetadata", None)
        return answer
