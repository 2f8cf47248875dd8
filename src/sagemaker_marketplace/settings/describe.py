"""The first lines of debug output: versions, platform and settings. They contain no value that can be a secret."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Iterator, Mapping
from importlib import metadata
from typing import Any

from .. import __version__
from .option import Option
from .parse import parse

_PACKAGES = ("boto3", "botocore", "jsonschema", "PyYAML")


def describe(command: str, values: Mapping[str, Any], options: Iterable[Option], file: str) -> Iterator[str]:
    """Yield what a report of a problem needs: versions, platform, and the settings that differ from their defaults.

    `values` are by option name, `file` is the configuration file. Of variables only the names are shown.
    """
    packages = ", ".join(f"{package} {_version(package)}" for package in _PACKAGES)
    yield f"sagemaker-marketplace {__version__}, {packages}"
    yield f"Python {platform.python_version()}, {platform.system()} {platform.machine()}"
    changed = []
    for option in options:
        if option.name not in values:  # of another command
            continue
        value = values[option.name]
        if value == parse([option], {}, "{}")[option.name]:
            continue
        if isinstance(value, Mapping):
            changed.append(f"{option.name}={','.join(value)} (values not shown)")
        else:
            changed.append(f"{option.name}={_to_string(value)}")
    yield f"configuration file: {file or 'none'}"
    yield f"{command}: {', '.join(changed) or 'default settings'}"


def _to_string(value: Any) -> str:
    if isinstance(value, (tuple, list)):
        return ",".join("=".join(item) if isinstance(item, tuple) else str(item) for item in value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "(unknown version)"
