"""Which files of a folder are manifests: the others are workflows, templates and configuration of other tools."""

from __future__ import annotations

import codecs
import re

from . import schema

DEFAULT_NAMES = ("sagemaker-marketplace.yaml", "sagemaker-marketplace.yml", "sagemaker-marketplace.json")
SUFFIXES = (".yaml", ".yml", ".json")
_OUR_KEYS = ("kind", "region", "spec")
_KIND_ANYWHERE = re.compile(r"""["']?kind["']?\s*:\s*["']?(\w+)""")
_TOP_LEVEL_KEY = re.compile(r"""["']?(\w+)["']?[ \t]*:(.*)""")


def is_manifest(content: bytes) -> bool:
    """Whether a file is meant to be a manifest, which may contain errors.

    It has one of our kinds, or at least two of a manifest's three fields at the top, but no `apiVersion`, which each
    object of Kubernetes has.
    """
    text = _decode(content)
    if text.lstrip().startswith("{"):
        return any(match[1] in schema.kinds() for match in _KIND_ANYWHERE.finditer(text))
    keys: dict[str, str] = {}
    for line in text.splitlines():
        match = _TOP_LEVEL_KEY.match(line)
        if match:
            keys.setdefault(match[1], match[2].partition("#")[0].strip(" \t\"'"))
    if keys.get("kind") in schema.kinds():
        return True
    return "apiVersion" not in keys and sum(key in keys for key in _OUR_KEYS) > 1


def _decode(content: bytes) -> str:
    """Decode a file in any encoding that editors write: the check reports those that it does not support."""
    is_utf_16 = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return content.decode("utf-16" if is_utf_16 else "utf-8-sig", "replace")
