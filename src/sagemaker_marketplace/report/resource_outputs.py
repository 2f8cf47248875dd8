"""Outputs that name a resource."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from . import events


def identity(manifest: str, kind: Any, region: str, name: str) -> Iterator[events.Event]:
    """Yield the outputs that are known before the resource exists."""
    yield events.OutputChanged(manifest, "kind", kind.KIND)
    yield events.OutputChanged(manifest, "name", name)
    yield events.OutputChanged(manifest, "region", region)


def created(manifest: str, kind: Any, region: str, arn: str, action: str) -> Iterator[events.Event]:
    """Yield the outputs of a resource that exists; `action` is what was done, such as `created` or `attached`."""
    yield events.OutputChanged(manifest, "arn", arn)
    yield events.OutputChanged(manifest, "action-taken", action)
    url = f"https://{region}.console.aws.amazon.com/sagemaker/home?region={region}#/{kind.CONSOLE}"
    yield events.OutputChanged(manifest, "console-url", url)
